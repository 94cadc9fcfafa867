package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/settings"
)

// encode writes JSON as both programs and people read it: indented, with a newline at the end.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

// deliver writes the report where it was asked for.
func deliver(s *settings.Settings, out []byte, stdout io.Writer) error {
	if s.Output == "" {
		_, err := stdout.Write(out)
		return err
	}
	return replace(s.Output, out)
}

// replace writes a file whole or not at all: beside it first, then in its place.
func replace(path string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name()) //nolint:errcheck // the error that matters is the first
		}
	}()
	if _, err = f.Write(content); err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Chmod(f.Name(), modeOf(path))
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}

// modeOf is the mode of the file that is replaced, or that of a new one.
func modeOf(path string) os.FileMode {
	const fresh = 0o644
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return fresh
}
