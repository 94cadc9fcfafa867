package salesfunnel

// Codes of what the root package itself says.
const (
	// CodeUnknownKey is a key that the configuration does not have.
	CodeUnknownKey Code = "json.unknown_key"
	// CodeDuplicateKey is a key that stands twice in one object.
	CodeDuplicateKey Code = "json.duplicate_key"
	// CodeWrongType is a JSON value of another type than the key holds.
	CodeWrongType Code = "json.wrong_type"
	// CodeBadValue is a JSON value of the right type that cannot be read.
	CodeBadValue Code = "json.bad_value"
	// CodeSyntax is input that is not JSON.
	CodeSyntax Code = "json.syntax"
	// CodeTooLarge is input that is too long or too deep to be a configuration.
	CodeTooLarge Code = "json.too_large"
	// CodeSchemaVersion is a schema version that this release does not read.
	CodeSchemaVersion Code = "json.schema_version"
)

var rootPhrases = map[Code]phrase{
	CodeUnknownKey:    {"unknown key {key}", "未知的键 {key}"},
	CodeDuplicateKey:  {"key {key} stands twice", "键 {key} 重复出现"},
	CodeWrongType:     {"want {want}, got {got}", "应为 {want}，实为 {got}"},
	CodeBadValue:      {"cannot read {value}: {reason}", "无法读取 {value}：{reason}"},
	CodeSyntax:        {"not valid JSON: {reason}", "不是有效的 JSON：{reason}"},
	CodeTooLarge:      {"larger than {limit} {unit}", "超过 {limit} {unit}"},
	CodeSchemaVersion: {"schema version {got} is not {want}, the one this release reads", "模式版本为 {got}，本版本只能读取 {want}"},
}
