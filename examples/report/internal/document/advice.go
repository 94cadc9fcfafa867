package document

import sf "github.com/salesfunnel-go/salesfunnel"

// Advice is something wrong with the funnel that is more than chance, and what to do about it.
type Advice struct {
	Code     sf.Code   `json:"code"`
	Params   Params    `json:"params"`
	Share    *Estimate `json:"share"`
	Against  *Estimate `json:"against"` // what it is compared with
	QValue   *float64  `json:"q_value"`
	Deals    int64     `json:"deals"`
	Examples []string  `json:"examples"`
	Remedies []Remedy  `json:"remedies"`

	Note sf.Note `json:"-"`
}

// Remedy is what to do, in each language.
type Remedy struct {
	English string `json:"en"`
	Chinese string `json:"zh"`
}
