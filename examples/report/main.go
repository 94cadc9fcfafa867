// Command report says what a sales funnel did and what it is likely to bring, from the table that a CRM exports. It is the library as a
// program: it does the reading and writing that the library leaves to its callers.
//
// Run it with -h for the flags. The keys of its JSON are a contract; report.schema.json describes them.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	_ "time/tzdata" // -tz works where no zone database is installed

	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/fault"
	"github.com/salesfunnel-go/salesfunnel/examples/report/internal/settings"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// The exit codes.
const (
	exitReport  = 0
	exitRefused = 2
)

// run is the program: it writes the report to stdout, or to the file that was asked for, or else a refusal to stderr and nothing more.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	s, err := settings.Parse(args)
	if errors.Is(err, settings.ErrHelp) {
		if _, err := io.WriteString(stdout, settings.Usage); err != nil {
			return exitRefused
		}
		return exitReport
	}
	var out []byte
	if err == nil {
		out, err = produce(s, stdin)
	}
	if err == nil {
		err = deliver(s, out, stdout)
	}
	if err != nil {
		refuse(args, err, s != nil && s.Redact, stderr)
		return exitRefused
	}
	if s.Output != "" && !s.Quiet {
		fmt.Fprintln(stderr, s.Output) //nolint:errcheck // nothing is left to tell anybody
	}
	return exitReport
}

// refuse says why there is no report, for a program or for a person.
func refuse(args []string, err error, redact bool, stderr io.Writer) {
	e := fault.Of(err, "")
	if redact {
		e = e.Redacted()
	}
	if settings.WantsJSON(args) {
		if text, err := json.Marshal(map[string]any{"error": e}); err == nil {
			fmt.Fprintf(stderr, "%s\n", text) //nolint:errcheck // there is no other place to complain
			return
		}
	}
	fmt.Fprintln(stderr, "report: "+e.Text(settings.WantsLang(args))) //nolint:errcheck // there is no other place to complain
}
