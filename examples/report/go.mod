module github.com/salesfunnel-go/salesfunnel/examples/report

go 1.25

require (
	github.com/salesfunnel-go/salesfunnel v0.0.0
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	github.com/shopspring/decimal v1.6.0
	github.com/stretchr/testify v1.12.1
	golang.org/x/text v0.34.0
	pgregory.net/rapid v1.3.0
)

require (
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	gonum.org/v1/gonum v0.17.0 // indirect
)

replace github.com/salesfunnel-go/salesfunnel => ../..
