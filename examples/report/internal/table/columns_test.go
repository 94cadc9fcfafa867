package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// assigned lists key=header in the order of Keys.
func assigned(t testing.TB, headers string, o Options) string {
	t.Helper()
	p, err := resolve(strings.Split(headers, ","), o)
	require.NoError(t, err, headers)
	var out []string
	for _, k := range Keys() {
		if i, ok := p.at[k]; ok {
			out = append(out, fmt.Sprintf("%s=%s", k, p.columns[i].Header))
		}
	}
	return strings.Join(out, " ")
}

func TestHeadersOfCRMs(t *testing.T) {
	tests := []struct {
		name, headers string
		role          Role
		want          string
	}{
		{
			"Salesforce history", "Id,OpportunityId,CreatedById,CreatedDate,StageName,Amount,CloseDate,Probability,SystemModstamp", History,
			"deal=OpportunityId at=CreatedDate stage=StageName amount=Amount close=CloseDate probability=Probability",
		},
		{
			"Salesforce deals", "Id,Name,StageName,Amount,CloseDate,LeadSource,CreatedDate,LastModifiedDate", Deals,
			"deal=Id stage=StageName created=CreatedDate amount=Amount close=CloseDate source=LeadSource",
		},
		{
			"Salesforce report", "Opportunity Name,From Stage,To Stage,Last Modified,Amount (converted),Opportunity Owner", History,
			"deal=Opportunity Name at=Last Modified stage=To Stage owner=Opportunity Owner",
		},
		{
			"HubSpot", "Record ID,Deal Name,Deal Stage,Close Date,Deal owner,Amount,Create Date,Closed Lost Reason", Deals,
			"deal=Record ID stage=Deal Stage created=Create Date amount=Amount close=Close Date owner=Deal owner reason=Closed Lost Reason",
		},
		{
			"connector", "deal_id,property_amount,property_closedate,property_createdate,deal_pipeline_stage_id,owner_id", Deals,
			"deal=deal_id stage=deal_pipeline_stage_id created=property_createdate amount=property_amount close=property_closedate owner=owner_id",
		},
		{
			"versions of a record", "_fivetran_start,_fivetran_end,id,created_date,stage_name,amount", History,
			"deal=id at=_fivetran_start stage=stage_name amount=amount",
		},
		{
			"event log", "case_id,activity,resource,timestamp,amount,.order", History,
			"deal=case_id at=timestamp stage=activity amount=amount owner=resource seq=.order",
		},
		{
			"Pipedrive", "Deal - ID,Deal - Stage,Deal - Value,Deal - Owner,Deal - Expected close date,Deal - Lost reason", Deals,
			"deal=Deal - ID stage=Deal - Stage amount=Deal - Value close=Deal - Expected close date owner=Deal - Owner reason=Deal - Lost reason",
		},
		{
			"Chinese", "商机名称,商机编号,变更时间,销售阶段,预计金额(万元),负责人,线索来源,输单原因,下次跟进时间,赢率,币种", History,
			"deal=商机编号 at=变更时间 stage=销售阶段 amount=预计金额(万元) currency=币种 owner=负责人 source=线索来源 reason=输单原因 " +
				"next_at=下次跟进时间 probability=赢率",
		},
		{"full width, case", "ＤＥＡＬ_ID,AT,Stage", History, "deal=ＤＥＡＬ_ID at=AT stage=Stage"},
		{"unit in the name", "deal,at,stage,amount_usd", History, "deal=deal at=at stage=stage amount=amount_usd"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, assigned(t, tt.headers, Options{Role: tt.role}))
		})
	}
}

func TestHeaderNamesAreTrimmed(t *testing.T) {
	tab := parse(t, "OpportunityName, CreatedDate, \u3000StageName\nD1,2024-01-02,A\n", Options{})
	assert.Equal(t, "CreatedDate", tab.Columns[1].Header)
	assert.Equal(t, KeyAt, tab.Columns[1].Key)
	assert.Equal(t, "StageName", tab.Columns[2].Header)
}

func TestMapOverridesNames(t *testing.T) {
	m, err := ParseMapping(`stage=Value, at=#1 ,amount=,region="Land, Region"`, "region")
	require.NoError(t, err)
	o := Options{Map: m, Labels: []string{"region", "source"}}
	tab := parse(t, "when,deal_id,value,amount,\"Land, Region\",source\n2024-01-02,D1,A,5,North,Web\n", o)
	r := tab.Rows[0]
	assert.Equal(t, "A", r.Stage)
	assert.False(t, r.AmountKnown, "mapped to nothing")
	assert.Equal(t, []string{"North", "Web"}, r.Labels)
	assert.Equal(t, "Web", r.Source, "a label may be a key's column")
	assert.True(t, tab.Columns[2].Mapped)
	assert.False(t, tab.Columns[1].Mapped)
}

func TestMapFaultsComeTogether(t *testing.T) {
	_, err := ParseMapping("deal,foo=x,at=a,at=b,=y")
	require.Error(t, err)
	for _, s := range []string{`"deal" has no '='`, `"foo" is none of deal, at, stage`, `"at" is given twice`, `"" is none of`} {
		require.ErrorContains(t, err, s)
	}
	m, err := ParseMapping("")
	require.NoError(t, err)
	assert.Empty(t, m)
	m, err = ParseMapping(`Next-At="a ""b"""`)
	require.NoError(t, err)
	assert.Equal(t, Mapping{KeyNextAt: `a "b"`}, m)
}

func TestColumnFaultsComeTogether(t *testing.T) {
	o := Options{
		Map:    Mapping{KeyStage: "phase", KeyOwner: "rep", KeySource: "rep", KeyReason: "#9"},
		Labels: []string{"territory", ""},
	}
	e := refuse(t, "opportunity_id,deal_id,rep,x,x\n", o)
	assert.Equal(t, CodeColumns, e.Code)
	assert.Equal(t, map[string]string{
		"flag": "-map", "seen": "opportunity_id, deal_id, rep, x, x", "missing": "at",
		"ambiguous": "deal (#1 opportunity_id, #2 deal_id)", "unknown": "phase (stage), #9 (reason), territory (territory)",
		"doubled": "owner and source (rep)",
	}, e.Params)
	for _, lang := range []string{"en", "zh"} {
		for _, v := range e.Params {
			assert.Contains(t, e.Text(lang), v)
		}
	}
	e = refuse(t, "deal,at,stage,x,X\n", Options{Labels: []string{"x"}})
	assert.Equal(t, "x (#4 x, #5 X)", e.Params["ambiguous"])
	wide := refuse(t, strings.Repeat("a,", 99)+"a\n", Options{})
	assert.Contains(t, wide.Params["seen"], "… +40")
}

// No name means two keys in files of one role, or detection would depend on
// the order of keys. Only created dates, which are the time of a history row
// and the birth of a deal, are shared between roles.
func TestSynonymsDoNotOverlap(t *testing.T) {
	for _, role := range []Role{History, Deals} {
		owner := map[string]Key{}
		r := &resolver{plan: &plan{role: role}}
		for _, k := range Keys() {
			if k == KeyCreated && role == History {
				continue
			}
			for _, tier := range r.tiers(k) {
				for _, name := range tier {
					assert.Equal(t, plain(name), name)
					_, taken := owner[name]
					assert.False(t, taken, "%s is both %s and %s", name, owner[name], k)
					owner[name] = k
				}
			}
		}
	}
}
