package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// FuzzRun feeds the whole program whatever bytes there may be: it ends with 0 and a document, or with 2, nothing on standard output and a
// reason, and never otherwise.
func FuzzRun(f *testing.F) {
	f.Add([]byte(small), "won", "lost", "json")
	f.Add([]byte(standing), "won", "lost", "text")
	f.Add([]byte("deal,at,stage\n"), "won", "", "text")
	f.Add([]byte("deal;at;stage;amount\na;3/4/24;x;1.234\n"), "x", "", "json")
	f.Add([]byte("deal,at,stage,probability,currency,amount,close\na,9999-12-31,x,50,USD,1e400,9999-12-31\nb,0001-01-02,y,20,EUR,-5,1900-01-01\n"), "y", "", "text")
	f.Add([]byte("商机编号,变更时间,阶段,金额(万元)\n一,2024年3月15日,接触,50\n一,2024年3月16日,赢单,1.2亿\n"), "赢单", "", "json")
	if sample, err := os.ReadFile(filepath.Join("testdata", "events.csv")); err == nil {
		f.Add(sample[:2000], "won", "lost,invalid", "text")
	}
	f.Fuzz(func(t *testing.T, file []byte, won, lost, format string) {
		if format != "json" {
			format = "text"
		}
		for _, role := range []string{"-events", "-deals"} {
			tryRun(t, file, role, "-", "-won", won, "-lost", lost, "-format", format, "-group", "owner")
		}
	})
}

// tryRun runs the program once and checks how it ends.
func tryRun(t *testing.T, file []byte, args ...string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(args, bytes.NewReader(file), &stdout, &stderr)
	asJSON := slices.Contains(args, "json")
	switch {
	case code == exitReport:
		if stderr.Len() > 0 || stdout.Len() == 0 {
			t.Fatalf("a report, but %q on standard error and %d bytes of output", stderr.String(), stdout.Len())
		}
		if asJSON {
			complete(t, stdout.String())
		} else if strings.ContainsRune(stdout.String(), '\x1b') {
			t.Fatal("a control character of the file reached the terminal")
		}
	case code != exitRefused:
		t.Fatalf("exit %d", code)
	case stdout.Len() > 0 || stderr.Len() == 0:
		t.Fatalf("refused, but %d bytes of output and %d of reason", stdout.Len(), stderr.Len())
	case asJSON && !json.Valid(stderr.Bytes()):
		t.Fatalf("the reason is no JSON: %s", stderr.String())
	}
}

// complete fails unless a text is one JSON document after another.
func complete(t *testing.T, text string) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	for {
		var doc map[string]any
		err := d.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
