package table

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

func encode(t testing.TB, text string, e Encoding, mark bool) []byte {
	t.Helper()
	bom := unicode.IgnoreBOM
	if mark {
		bom = unicode.UseBOM
	}
	to := map[Encoding]encoding.Encoding{
		EncodingUTF8: encoding.Nop, EncodingGB18030: simplifiedchinese.GB18030,
		EncodingUTF16LE: unicode.UTF16(unicode.LittleEndian, bom), EncodingUTF16BE: unicode.UTF16(unicode.BigEndian, bom),
		EncodingWindows1252: charmap.Windows1252,
	}[e]
	if e == EncodingUTF8 && mark {
		text = "\ufeff" + text
	}
	raw, err := to.NewEncoder().Bytes([]byte(text))
	require.NoError(t, err)
	return raw
}

func TestWesternTextIsNotTakenForChinese(t *testing.T) {
	const text = "deal,at,stage\nMüller Söhne,2024-01-02,Angebot für Gerät\n"
	raw := encode(t, text, EncodingWindows1252, false)
	e := refuse(t, string(raw), Options{})
	assert.Equal(t, CodeEncoding, e.Code)
	assert.Contains(t, e.Error(), "-encoding")
	tab := parse(t, string(raw), Options{Encoding: EncodingWindows1252})
	assert.Equal(t, "Müller Söhne", tab.Rows[0].Deal)
}

func TestUTF8WithABrokenCharacter(t *testing.T) {
	text := "商机编号,时间,销售阶段\nS-1,2024-01-02,初步接触\xe6\x96\n"
	e := refuse(t, text, Options{})
	assert.Equal(t, CodeEncoding, e.Code, "not taken for GB18030 either")
	assert.Contains(t, e.Error(), "UTF-8 but for")
	tab := parse(t, text, Options{Encoding: EncodingUTF8})
	assert.Equal(t, "初步接触\ufffd", tab.Rows[0].Stage)
	assert.Equal(t, ProblemBytes, tab.Problems[0].Code)
	assert.Positive(t, tab.Problems[0].Count)
}

func TestRefusedBytes(t *testing.T) {
	for name, raw := range map[string]string{
		"xlsx": "PK\x03\x04...", "xls": "\xD0\xCF\x11\xE0\xA1", "gzip": "\x1f\x8b\x08", "pdf": "%PDF-1.4",
		"html": "\n<HTML><table>", "utf-32": "\xff\xfe\x00\x00d\x00\x00\x00",
	} {
		assert.Equal(t, CodeNotText, refuse(t, raw, Options{}).Code, name)
	}
	assert.Equal(t, CodeEncoding, refuse(t, "d\x00,\x00a\x00", Options{}).Code, "UTF-16 without a mark")
	assert.Equal(t, CodeEncoding, refuse(t, "\xb0\xa1\xff\xff\xb0\xa1\xb0\xa1,a", Options{}).Code)
	assert.Equal(t, CodeEncoding, refuse(t, "a,b", Options{Encoding: "klingon"}).Code)
}

func TestParseEncoding(t *testing.T) {
	for in, want := range map[string]Encoding{
		"": EncodingAuto, "UTF-8": EncodingUTF8, "gbk": EncodingGB18030, "GB2312": EncodingGB18030, "utf16": EncodingUTF16LE,
		"UTF-16BE": EncodingUTF16BE, "latin1": EncodingWindows1252,
	} {
		got, err := ParseEncoding(in)
		require.NoError(t, err)
		assert.Equal(t, want, got, in)
	}
	_, err := ParseEncoding("klingon")
	require.ErrorContains(t, err, "-encoding cannot be used")
}

// Text survives every encoding that can hold it.
func TestEncodingsRoundTrip(t *testing.T) {
	all := []Encoding{EncodingUTF8, EncodingGB18030, EncodingUTF16LE, EncodingUTF16BE}
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.StringMatching(`[销售阶段初步接触方案报价客户][0-9A-Za-z销售阶段龙€😀]{0,20}[销售阶段]`).Draw(r, "name")
		e := rapid.SampledFrom(all).Draw(r, "encoding")
		d, err := decode(encode(t, "deal,at,"+name, e, false), e)
		require.NoError(r, err)
		require.Equal(r, "deal,at,"+name, d.text)
		require.Zero(r, d.replaced)
	})
}
