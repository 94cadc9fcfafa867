package table

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// Encoding is how text is stored as bytes.
type Encoding string

// The encodings that are read.
const (
	// EncodingAuto detects: a byte order mark decides; else UTF-8 if the bytes
	// are valid; else GB18030 if every byte is defined and they look Chinese.
	EncodingAuto Encoding = ""
	// EncodingUTF8 is UTF-8, with or without a mark.
	EncodingUTF8 Encoding = "utf-8"
	// EncodingGB18030 is the Chinese national standard, and with it GBK and
	// GB 2312.
	EncodingGB18030 Encoding = "gb18030"
	// EncodingUTF16LE is UTF-16 with the low byte first.
	EncodingUTF16LE Encoding = "utf-16le"
	// EncodingUTF16BE is UTF-16 with the high byte first.
	EncodingUTF16BE Encoding = "utf-16be"
	// EncodingWindows1252 is the Western European code page. It is never
	// detected.
	EncodingWindows1252 Encoding = "windows-1252"
)

const flagEncoding = "-encoding"

// ParseEncoding reads the value of -encoding, by name or common alias,
// whatever the case. The empty text and "auto" detect.
func ParseEncoding(s string) (Encoding, error) {
	switch strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(s)) {
	case "", "auto":
		return EncodingAuto, nil
	case "utf8", "utf8bom", "utf8sig":
		return EncodingUTF8, nil
	case "gb18030", "gbk", "gb2312", "cp936":
		return EncodingGB18030, nil
	case "utf16le", "utf16", "unicode":
		return EncodingUTF16LE, nil
	case "utf16be":
		return EncodingUTF16BE, nil
	case "windows1252", "cp1252", "latin1", "iso88591":
		return EncodingWindows1252, nil
	}
	return EncodingAuto, fail(CodeFlag, "flag", flagEncoding,
		"faults", fmt.Sprintf("%q is none of %s", clip(s), knownEncodings()))
}

func knownEncodings() string {
	return strings.Join([]string{
		string(EncodingUTF8), string(EncodingGB18030), string(EncodingUTF16LE), string(EncodingUTF16BE),
		string(EncodingWindows1252),
	}, ", ")
}

// decoded is the text of a file.
type decoded struct {
	text     string
	encoding Encoding
	mark     bool
	replaced int // bytes or characters the encoding does not define
}

func decode(raw []byte, want Encoding) (decoded, error) {
	if kind := foreign(raw); kind != "" {
		return decoded{}, fail(CodeNotText, "kind", kind)
	}
	marked, skip := byteOrderMark(raw)
	body := raw[skip:]
	if marked != EncodingAuto && (want == EncodingAuto || want == marked) {
		return decodeAs(body, marked, true)
	}
	if want != EncodingAuto {
		return decodeAs(raw, want, false)
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return decoded{}, undetected("there are zero bytes, as in UTF-16 without a mark")
	}
	if utf8.Valid(raw) {
		return decodeAs(raw, EncodingUTF8, false)
	}
	if bad, good := brokenUTF8(raw); good >= 4*bad {
		return decoded{}, undetected(fmt.Sprintf(
			"UTF-8 but for %d bytes; -encoding utf-8 replaces and counts them", bad))
	}
	if !looksChinese(raw) {
		return decoded{}, undetected("neither UTF-8 nor GB18030")
	}
	d, err := decodeAs(raw, EncodingGB18030, false)
	if err == nil && d.replaced > 0 {
		return decoded{}, undetected("neither UTF-8 nor GB18030")
	}
	return d, err
}

func undetected(cause string) *Error {
	return fail(CodeEncoding, "cause", cause, "flag", flagEncoding, "known", knownEncodings())
}

func byteOrderMark(raw []byte) (Encoding, int) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xEF, 0xBB, 0xBF}):
		return EncodingUTF8, 3
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}):
		return EncodingUTF16LE, 2
	case bytes.HasPrefix(raw, []byte{0xFE, 0xFF}):
		return EncodingUTF16BE, 2
	}
	return EncodingAuto, 0
}

// foreign names the kinds of file that people send in place of a CSV.
func foreign(raw []byte) string {
	start := bytes.ToLower(bytes.TrimSpace(raw[:min(len(raw), 64)]))
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return "xlsx or zip"
	case bytes.HasPrefix(raw, []byte("\xD0\xCF\x11\xE0")):
		return "xls"
	case bytes.HasPrefix(raw, []byte{0x1F, 0x8B}):
		return "gzip"
	case bytes.HasPrefix(raw, []byte("%PDF-")):
		return "PDF"
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE, 0, 0}):
		return "UTF-32"
	case bytes.HasPrefix(start, []byte("<html")), bytes.HasPrefix(start, []byte("<!doctype")),
		bytes.HasPrefix(start, []byte("<table")), bytes.HasPrefix(start, []byte("<?xml")):
		return "HTML or XML"
	}
	return ""
}

func decodeAs(body []byte, e Encoding, mark bool) (decoded, error) {
	d := decoded{encoding: e, mark: mark}
	var from encoding.Encoding
	switch e {
	case EncodingAuto, EncodingUTF8:
		d.encoding = EncodingUTF8
		d.text, d.replaced = validUTF8(body)
		return d, nil
	case EncodingGB18030:
		from = simplifiedchinese.GB18030
	case EncodingUTF16LE:
		from = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case EncodingUTF16BE:
		from = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case EncodingWindows1252:
		from = charmap.Windows1252
	default:
		return d, undetected(fmt.Sprintf("%q is not known", clip(string(e))))
	}
	out, err := from.NewDecoder().Bytes(body)
	if err != nil {
		return d, undetected(err.Error())
	}
	d.replaced = bytes.Count(out, []byte(string(utf8.RuneError)))
	d.text = string(out)
	return d, nil
}

func validUTF8(body []byte) (string, int) {
	if utf8.Valid(body) {
		return string(body), 0
	}
	bad, _ := brokenUTF8(body)
	return strings.ToValidUTF8(string(body), string(utf8.RuneError)), bad
}

// brokenUTF8 counts the bytes that are not UTF-8 and the characters beyond
// ASCII that are. A cell cut in the middle of a character leaves a file that
// is nearly UTF-8, and most of whose pairs of bytes would also be Chinese.
func brokenUTF8(body []byte) (bad, good int) {
	for rest := body; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		rest = rest[n:]
	}
	return bad, good
}

// looksChinese tells GB18030 from a Western code page, whose letters decode
// without complaint as rare characters: 'ü' and the letter after it are a
// legal pair. In Chinese text nearly every pair is of GB 2312, where the
// second byte is at or above 0xA1 too; in Western text nearly none is.
func looksChinese(raw []byte) bool {
	common, pairs := 0, 0
	for i := 0; i < len(raw); i++ {
		if raw[i] < 0x81 {
			continue
		}
		pairs++
		if i+1 < len(raw) && raw[i+1] >= 0xA1 {
			common++
		}
		i++
	}
	return 2*common > pairs
}
