package strictjson_test

import (
	"fmt"

	"github.com/salesfunnel-go/salesfunnel/internal/strictjson"
)

func ExampleDecode() {
	type stage struct {
		ID          string   `json:"id"`
		Probability *float64 `json:"probability"`
	}
	var config struct {
		Stages []stage `json:"stages"`
	}
	text := []byte(`{"stages": [{"id": "lead", "probability": "10%"}, {"id": "won", "probabilty": 1}, {"id": "lost", "id": "lost"}], "stage": []}`)
	for _, fault := range strictjson.Decode(text, &config) {
		fmt.Println(fault)
	}
	// Output:
	// stages[0].probability: want number, got text
	// stages[1].probabilty: unknown key probabilty
	// stages[2].id: key id stands twice
	// stage: unknown key stage
}
