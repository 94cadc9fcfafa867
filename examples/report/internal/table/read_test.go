package table

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func parse(t testing.TB, text string, o Options) *Table {
	t.Helper()
	tab, err := Parse([]byte(text), "in.csv", o)
	require.NoError(t, err)
	assert.Equal(t, tab.Total, tab.Used+sum(tab.Skipped))
	assert.Len(t, tab.Rows, tab.Used)
	assert.Equal(t, sum(tab.Skipped), tab.SkippedRows())
	return tab
}

func sum(m map[Skip]int) int {
	n := 0
	for _, v := range m {
		n += v
	}
	return n
}

func refuse(t testing.TB, text string, o Options) *Error {
	t.Helper()
	_, err := Parse([]byte(text), "in.csv", o)
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "in.csv", e.Input)
	return e
}

func TestReadsEveryColumn(t *testing.T) {
	const text = "deal,at,stage,recorded,amount,currency,close,owner,source,reason,next_at,seq,probability,region\n" +
		"D1,2024-03-15 09:00,Proposal,2024-03-16,\"1,234.50\",EUR,2024-06-30,Ana,Web,,2024-03-20,7,40%,North\n"
	tab, err := Read(strings.NewReader(text), "in.csv", Options{Labels: []string{"Region"}})
	require.NoError(t, err)
	hash := sha256.Sum256([]byte(text))
	assert.Equal(t, hex.EncodeToString(hash[:]), tab.SHA256)
	assert.Equal(t, []string{"Region"}, tab.Labels)
	require.Len(t, tab.Rows, 1)
	r := tab.Rows[0]
	assert.Equal(t, "1234.5", r.Amount.String())
	r.Amount = r.Amount.Sub(r.Amount)
	day := func(d, h int) time.Time { return time.Date(2024, 3, d, h, 0, 0, 0, time.UTC) }
	assert.Equal(t, Row{
		Row: 2, Deal: "D1", Stage: "Proposal", Owner: "Ana", Source: "Web", Currency: "EUR",
		At: day(15, 9), Recorded: day(16, 0), NextAt: day(20, 0), Close: Date{2024, 6, 30}, Seq: 7, SeqKnown: true,
		Amount: r.Amount, AmountKnown: true, Probability: .4, ProbabilityKnown: true, Labels: []string{"North"},
	}, r)
	assert.Empty(t, tab.Problems)
	c, ok := tab.Column(KeyRecorded)
	assert.True(t, ok)
	assert.True(t, c.DateOnly)
	c, _ = tab.Column(KeyAt)
	assert.False(t, c.DateOnly)
	_, ok = tab.Column(KeyCreated)
	assert.False(t, ok)
}

const chinese = "商机编号,变更时间,销售阶段,预计金额（万元）,负责人,线索来源,预计成交日期,输单原因\n" +
	"S-1,2024年3月15日 09:30,初步接触,50,王芳,官网,2024/6/30,\n" +
	"S-1,2024年4月1日 10:00,方案报价,1.2亿,王芳,官网,2024/6/30,\n" +
	"S-2,2024年4月2日 11:00,输单,１２３.5,李强,展会,,价格过高\n" +
	"合计,,,600,,,,\n"

func TestReadsChineseInEveryEncoding(t *testing.T) {
	want := parse(t, chinese, Options{})
	require.Len(t, want.Rows, 3)
	assert.Equal(t, "销售阶段", want.Columns[2].Header)
	assert.Equal(t, []string{"500000", "120000000", "1235000"},
		[]string{want.Rows[0].Amount.String(), want.Rows[1].Amount.String(), want.Rows[2].Amount.String()})
	assert.Equal(t, "CNY", want.Rows[0].Currency)
	assert.Equal(t, "价格过高", want.Rows[2].Reason)
	assert.Equal(t, map[Skip]int{SkipFooter: 1}, want.Skipped)
	for _, e := range []Encoding{EncodingUTF8, EncodingGB18030, EncodingUTF16LE, EncodingUTF16BE} {
		for _, mark := range []bool{false, true} {
			if e == EncodingGB18030 && mark {
				continue
			}
			raw := encode(t, chinese, e, mark)
			utf16 := e == EncodingUTF16LE || e == EncodingUTF16BE
			for _, o := range []Options{{}, {Encoding: e}} {
				if utf16 && !mark && o.Encoding == EncodingAuto {
					continue
				}
				got, err := Parse(raw, "in.csv", o)
				require.NoError(t, err, "%s %t", e, mark)
				assert.Equal(t, want.Rows, got.Rows, "%s %t", e, mark)
				assert.Equal(t, e, got.Encoding)
				assert.Equal(t, mark, got.Mark)
			}
		}
	}
}

func TestDelimitersAndLineEnds(t *testing.T) {
	rows := []string{"deal|at|stage|amount", "D1|2024-01-02|\"A|\nB\"|5", "", "D2|2024-01-03|C|6", ""}
	for _, d := range []string{",", ";", "\t"} {
		for _, end := range []string{"\n", "\r\n", "\r"} {
			text := strings.ReplaceAll(strings.Join(rows, end), "|", d)
			tab := parse(t, text, Options{})
			require.Len(t, tab.Rows, 2, "%q", text)
			assert.Equal(t, d, string(tab.Delimiter))
			assert.Equal(t, "A"+d+"\nB", tab.Rows[0].Stage)
			assert.Equal(t, 4, tab.Rows[1].Row, "a cell of two lines is one row, a blank line another")
			assert.Equal(t, map[Skip]int{SkipBlank: 1}, tab.Skipped)
		}
	}
}

func TestDelimiterWithMostCells(t *testing.T) {
	for text, want := range map[string]byte{"a,b;c": ',', "a;b;c,d": ';', "a\tb": '\t', "\"a,b\";c": ';', "a": ','} {
		h, err := findHeader(text, DefaultMaxCell)
		require.NoError(t, err)
		assert.Equal(t, want, h.delimiter, text)
	}
}

func TestSeparatorLineAndTitle(t *testing.T) {
	tab := parse(t, "sep=;\r\ndeal;at;stage\r\nD1;2024-01-02;A,B\r\n", Options{})
	assert.Equal(t, 1, tab.HeaderRow, "spreadsheets hide the line")
	assert.Equal(t, "A,B", tab.Rows[0].Stage)
	tab = parse(t, "Pipeline report\n\ndeal,at,stage\nD1,2024-01-02,A\n", Options{})
	assert.Equal(t, 3, tab.HeaderRow)
	assert.Equal(t, 4, tab.Rows[0].Row)
}

func TestStrayQuotes(t *testing.T) {
	text := "deal,at,stage,owner\n" +
		"D1,2024-01-02,\"The \"big\" one\",a\n" +
		"D2,2024-01-02,\"Acme\" Inc,b\n" +
		"D3,2024-01-02,5\" pipe,c\n" +
		"D4,2024-01-02,\"open,d\n" +
		"D5,2024-01-02, \"x, \"\"y\"\"\" ,e\n" +
		"D6,2024-01-02,\"never,f\n"
	tab := parse(t, text, Options{})
	var got []string
	for _, r := range tab.Rows {
		got = append(got, fmt.Sprint(r.Row, r.Deal, r.Stage, r.Owner))
	}
	assert.Equal(t, []string{
		`2D1The "big" onea`, `3D2"Acme" Incb`, `4D35" pipec`, `5D4"opend`, `6D5x, "y"e`, `7D6"neverf`,
	}, got)
}

func TestRowsThatCannotBeUsed(t *testing.T) {
	text := "deal,at,stage,amount\n" +
		"Total Energies,2024-01-02,A,1\n" + // a deal, whatever its name
		"D2,2024-01-02,A\n" +
		"D3,2024-01-02,A,1,2\n" +
		"D4,2024-01-02,A,1,,\n" +
		",2024-01-02,A,1\n" +
		"D6,,A,1\n" +
		"D7,soon,A,1\n" +
		"D8,2024-01-02,null,1\n" +
		"deal,at,stage,amount\n" +
		",,,\n" +
		"Grand Totals (8 records),,,8\n" +
		"\n" +
		"see the notes\n" +
		"\"Confidential Information - Do Not Distribute\"\n" +
		"Copyright © 2024 Example, Inc. All rights reserved.\n"
	tab := parse(t, text, Options{Examples: 1})
	assert.Equal(t, []string{"Total Energies", "D4"}, []string{tab.Rows[0].Deal, tab.Rows[1].Deal})
	assert.Equal(t, map[Skip]int{
		SkipFields: 2, SkipDeal: 1, SkipAt: 2, SkipStage: 1, SkipHeader: 1, SkipBlank: 2, SkipFooter: 4,
	}, tab.Skipped)
	assert.Equal(t, []Problem{
		{ProblemFields, "", 2, []Example{{3, "", "D2 | 2024-01-02 | A"}}},
		{ProblemMissing, "deal", 1, []Example{{6, "", "| 2024-01-02 | A | 1"}}},
		{ProblemMissing, "at", 1, []Example{{7, "D6", "D6 | | A | 1"}}},
		{ProblemDate, "at", 1, []Example{{8, "D7", "soon"}}},
		{ProblemMissing, "stage", 1, []Example{{9, "D8", "D8 | 2024-01-02 | null | 1"}}},
	}, tab.Problems)
}

func TestCellsThatCannotBeRead(t *testing.T) {
	text := "deal,at,stage,amount,close,seq,probability,currency\n" +
		"D1,2024-01-02,A,lots,never,x,150,\n" +
		"D2,2024-01-02,A,$5,,1.0,25,EUR\n" +
		"D3,2024-01-02,A,5,,,,nonsense\n" +
		"D4,2024-01-02,A,N/A,9999-12-31,,,$\n"
	tab := parse(t, text, Options{})
	require.Len(t, tab.Rows, 4)
	for _, r := range tab.Rows {
		assert.False(t, r.AmountKnown, r.Deal)
	}
	var codes []string
	for _, p := range tab.Problems {
		codes = append(codes, fmt.Sprint(p.Code, " ", p.Column, " ", p.Examples[0].Row))
		assert.NotEmpty(t, p.Text("en"))
		assert.NotEqual(t, p.Text("en"), p.Text("zh"))
	}
	assert.Equal(t, []string{
		"input.date close 2", "input.amount amount 2", "input.number seq 2", "input.number probability 2",
		"input.currency amount 3", "input.currency currency 4",
	}, codes)
	assert.Equal(t, int64(1), tab.Rows[1].Seq)
	assert.InDelta(t, .25, tab.Rows[1].Probability, 1e-15)
	assert.Equal(t, 9999, tab.Rows[3].Close.Year)
	assert.Equal(t, "USD", tab.Rows[3].Currency)
}

func TestDealsNeedNoTime(t *testing.T) {
	text := "Opportunity_ID,Deal_Stage,Engage_Date,Close_Value\nD1,Won,2024-01-02,\n"
	tab := parse(t, text, Options{Role: Deals})
	require.Len(t, tab.Rows, 1)
	assert.True(t, tab.Rows[0].At.IsZero())
	assert.Equal(t, time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC), tab.Rows[0].Created)
	assert.Equal(t, "at", refuse(t, text, Options{}).Params["missing"])
	tab = parse(t, "id,stage,at\nD1,A,never\nD2,A,\n", Options{Role: Deals})
	require.Len(t, tab.Rows, 2)
	require.Len(t, tab.Problems, 1)
	assert.Equal(t, 1, tab.Problems[0].Count)
}

func TestOrderIsInferredByColumn(t *testing.T) {
	text := "deal,at,stage,close\nD1,02/23/26 08:55 PM,A,03/04/2026\nD2,02/03/26,A,13/04/2026\n"
	tab := parse(t, text, Options{})
	assert.Equal(t, time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC), tab.Rows[1].At)
	assert.Equal(t, Date{2026, 4, 3}, tab.Rows[0].Close)
	e := refuse(t, "deal,at,stage\nD1,03/04/24,A\n", Options{})
	assert.Equal(t, CodeDatesAmbiguous, e.Code)
	assert.Equal(t, 2, e.Row)
	assert.Contains(t, e.Error(), "-dates dmy|mdy")
	e = refuse(t, "deal,at,stage\nD1,13/04/24,A\nD2,04/13/24,A\n", Options{})
	assert.Equal(t, CodeDatesMixed, e.Code)
	assert.Contains(t, e.Error(), "13/04/24 in row 2")
	tab = parse(t, "deal,at,stage\nD1,13/04/24,A\nD2,04/13/24,A\n", Options{Dates: OrderDMY})
	assert.Equal(t, map[Skip]int{SkipAt: 1}, tab.Skipped)
}

func TestMarkIsInferred(t *testing.T) {
	tab := parse(t, "deal;at;stage;amount\nD1;2024-01-02;A;1.234,50\nD2;2024-01-02;A;1.234\n", Options{})
	assert.Equal(t, "1234", tab.Rows[1].Amount.String())
	e := refuse(t, "deal;at;stage;amount\nD1;2024-01-02;A;1.234\n", Options{})
	assert.Equal(t, CodeDecimalAmbiguous, e.Code)
	assert.Contains(t, e.Error(), "-decimal point|comma")
	e = refuse(t, "deal;at;stage;amount\nD1;2024-01-02;A;1,5\nD2;2024-01-02;A;1.5\n", Options{})
	assert.Equal(t, CodeDecimalMixed, e.Code)
	tab = parse(t, "deal;at;stage;amount\nD1;2024-01-02;A;1,5\nD2;2024-01-02;A;1.5\n", Options{Decimal: DecimalComma})
	assert.Equal(t, ProblemAmount, tab.Problems[0].Code)
}

func TestLongValuesAreClipped(t *testing.T) {
	tab := parse(t, "deal,at,stage,close\nD1,2024-01-02,A,\""+strings.Repeat("预计 \n", 200)+"\"\n", Options{})
	require.Len(t, tab.Problems, 1)
	v := tab.Problems[0].Examples[0].Value
	assert.True(t, strings.HasSuffix(v, "…"), v)
	assert.LessOrEqual(t, len([]rune(v)), 61)
	assert.NotContains(t, v, "\n")
	assert.Equal(t, "“close”列:无法识别为日期", tab.Problems[0].Text("zh"))
}

func TestScanKeepsNoRows(t *testing.T) {
	n := 0
	tab, err := Scan([]byte("deal,at,stage\nD1,2024-01-02,A\nD2,2024-01-02,B\n"), "in.csv", Options{}, func(Row) { n++ })
	require.NoError(t, err)
	assert.Nil(t, tab.Rows)
	assert.Equal(t, 2, n)
	assert.Equal(t, 2, tab.Used)
}

func TestBounds(t *testing.T) {
	const text = "deal,at,stage\nD1,2024-01-02,A\n"
	_, err := Read(strings.NewReader(text), "in.csv", Options{MaxBytes: 10})
	var e *Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, CodeTooLarge, e.Code)
	tab := parse(t, "deal,at,stage\nD1,2024-01-02,"+strings.Repeat("A", 65)+"\nD2,2024-01-02,A\n", Options{MaxCell: 64})
	assert.Equal(t, map[Skip]int{SkipLong: 1}, tab.Skipped)
	tab = parse(t, "deal,at,stage\nD1,2024-01-02,A"+strings.Repeat(",", 2*maxCells)+"\nD2,2024-01-02,A\n", Options{})
	assert.Equal(t, map[Skip]int{SkipFields: 1}, tab.Skipped)
	open := "deal,at,stage\n" + strings.Repeat("D1,2024-01-02,\"A\n", 3*maxRetries)
	tab = parse(t, open, Options{})
	assert.Equal(t, 3*maxRetries, tab.Used, "marks that never close cost nothing")
	h, err := findHeader(open, DefaultMaxCell)
	require.NoError(t, err)
	s := h.below()
	for s.next() {
	}
	assert.Equal(t, maxRetries, s.retries, "and are searched for only so often")
	_, err = Read(iotest.ErrReader(io.ErrUnexpectedEOF), "in.csv", Options{})
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.ErrorAs(t, err, &e)
	assert.Equal(t, CodeRead, e.Code)
}

func TestErrorsAsJSON(t *testing.T) {
	e := refuse(t, "deal,at,stage\nD1,03/04/24,A\n", Options{})
	got, err := json.Marshal(map[string]error{"error": e})
	require.NoError(t, err)
	assert.JSONEq(t, `{"error":{"code":"input.dates_ambiguous","input":"in.csv","row":2,"column":"at",
		"params":{"example":"03/04/24","flag":"-dates dmy|mdy"}}}`, string(got))
	got, err = json.Marshal(&Error{Code: CodeEmpty})
	require.NoError(t, err)
	assert.JSONEq(t, `{"code":"input.empty","input":null,"row":null,"column":null,"params":{}}`, string(got))
	assert.Equal(t, "in.csv: “at”列的日期(如第 2 行的 03/04/24)分不清日和月:请用 -dates dmy|mdy 指定", e.Text("zh"))
}

func TestEveryCodeHasBothPhrases(t *testing.T) {
	for _, table := range []map[Code]phrase{errorPhrases, problemPhrases} {
		for code, p := range table {
			assert.True(t, strings.HasPrefix(string(code), "input."), code)
			assert.NotEmpty(t, p.en, code)
			assert.NotEmpty(t, p.zh, code)
		}
	}
	assert.Len(t, errorPhrases, 11)
	assert.Len(t, problemPhrases, 10)
}

func TestEmptyFiles(t *testing.T) {
	for _, text := range []string{"", "\n\n", "\ufeff", "sep=,\n", ",,,\n,,\n"} {
		assert.Equal(t, CodeEmpty, refuse(t, text, Options{}).Code, "%q", text)
	}
	assert.Empty(t, parse(t, "deal,at,stage", Options{}).Rows)
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(chinese), 0, "")
	f.Add([]byte("deal;at;stage\r\nD1;\"2024-01-02\";\"A\"\"\r\nD2;45366;B\r\n"), 1, "deal=#1")
	f.Add([]byte("sep=,\nTitle\nid,date,stage,amount\n1,03/04/24,\"x,1.234\n"), 0, "amount=")
	f.Add([]byte("\xff\xfed\x00,\x00a\x00"), 0, "")
	f.Add([]byte("\xc9\xcc\xbb\xfa,at,stage"), 0, "")
	f.Fuzz(func(t *testing.T, raw []byte, role int, mapping string) {
		o := Options{Role: Role(role & 1), Labels: []string{"x"}, MaxCell: 256}
		o.Map, _ = ParseMapping(mapping, "x")
		if role&2 != 0 {
			o.Labels = nil
		}
		rows := 0
		tab, err := Scan(raw, "f", o, func(r Row) {
			rows++
			if r.Deal == "" || r.Stage == "" || r.At.IsZero() && o.Role == History || len(r.Labels) != len(o.Labels) {
				t.Errorf("unusable row %+v", r)
			}
		})
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Error() == "" || strings.ContainsAny(e.Error(), "\n") && !bytes.Contains(raw, []byte("\n")) {
				t.Fatalf("%#v", err)
			}
			if _, err := json.Marshal(e); err != nil {
				t.Fatal(err)
			}
			return
		}
		if rows != tab.Used || tab.Used+sum(tab.Skipped) != tab.Total || tab.Total > len(raw)+1 {
			t.Fatalf("%d rows of %+v", rows, tab)
		}
		again, err := Parse(raw, "f", o)
		if err != nil || len(again.Rows) != rows {
			t.Fatalf("read twice, %d and then %d rows: %v", rows, len(again.Rows), err)
		}
	})
}
