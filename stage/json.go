package stage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	sf "github.com/salesfunnel-go/salesfunnel"
	"github.com/salesfunnel-go/salesfunnel/internal/strictjson"
)

// Parse reads a configuration from JSON. It is strict: a key that is unknown or stands twice, at any depth, is a fault, and so is a
// schema version that is missing or is not [SchemaVersion]. All faults are reported at once, in one [*sf.InvalidError].
//
// What the configuration means is checked by [New].
func Parse(data []byte) (Config, error) {
	var c Config
	faults := strictjson.DecodeWith(data, &c, strictjson.Options{Version: SchemaVersion})
	if c.SchemaVersion != SchemaVersion && !explained(faults) {
		faults = append(faults, schemaFault(c.SchemaVersion))
	}
	if err := sf.Invalid(faults); err != nil {
		return Config{}, err
	}
	return c, nil
}

// explained reports whether the faults say already why no schema version was read: it is at fault itself, or the whole input is.
func explained(faults []sf.Note) bool {
	return slices.ContainsFunc(faults, func(f sf.Note) bool {
		return f.Path == "schema_version" || f.Path == "" || f.Code == sf.CodeSyntax || f.Code == sf.CodeTooLarge
	})
}

func schemaFault(got int) sf.Note {
	return sf.NewNote(sf.CodeSchemaVersion, "schema_version",
		sf.F("got", sf.Int(int64(got))), sf.F("want", sf.Int(SchemaVersion)))
}

// MarshalJSON writes what [Parse] reads. The schema version is always written.
func (c Config) MarshalJSON() ([]byte, error) {
	type plain Config
	if c.SchemaVersion == 0 {
		c.SchemaVersion = SchemaVersion
	}
	if c.Stages == nil {
		c.Stages = []Stage{}
	}
	return json.Marshal(plain(c))
}

// hash returns the SHA-256 of a normalized configuration.
func (c Config) hash() (string, error) {
	canonical, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("stage: hash: %w", err)
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:]), nil
}
