package forecast
import ("testing";"fmt";"time";"math/rand/v2";"math";"github.com/shopspring/decimal")
func TestTry(t *testing.T){
	fmt.Println(JointWin(.3,.3,.1), EventCorrelation(.3,.3,.1), JointWin(.3,.3,.2), JointWin(.5,.5,.5))
	terms:=func(n int,a,b float64)(out []SharedTerm){ for range n {out=append(out,SharedTerm{decimal.NewFromInt(1),a,b})};return}
	d,_:=SharedWins(terms(50,0,.3),Dependence{Rho:.1})
	fmt.Printf("%.10f %.10f\n",d.Variance(),d.AtLeast(25))
	d1,_:=SharedWins(terms(50,0,.15),Dependence{Rho:.1})
	d2,_:=SharedWins(terms(50,.15,.3),Dependence{Rho:.1})
	fmt.Printf("%.10f %.10f %.10f\n",d1.Variance(),d2.Variance(),(d.Variance()-d1.Variance()-d2.Variance())/2)
	for _,rho:=range []float64{.1,.3}{
		now:=time.Now()
		d,_=SharedWins(terms(10000,0,.3),Dependence{Rho:rho})
		modes:=0; for i:=1;i<len(d.law.m.p)-1;i++{ if d.law.m.p[i]>d.law.m.p[i-1]&&d.law.m.p[i]>=d.law.m.p[i+1] {modes++}}
		fmt.Println(rho,d.Quantile(.1),d.Quantile(.5),d.Quantile(.9),modes,d.floor,d.Exact(),time.Since(now), d.CDF(2000))
	}
	r:=rand.New(rand.NewPCG(1,2))
	for _,n:=range []int{10,30,100,300,1000,10000}{
	for _,rho:=range []float64{1e-4,.1,.5}{
		var ts []SharedTerm
		for range n { p:=r.Float64()*.6; ts=append(ts,SharedTerm{decimal.NewFromFloat(math.Round(100*math.Exp(9+r.NormFloat64()))/100),p/3,p})}
		now:=time.Now()
		d,err:=SharedWins(ts,Dependence{Rho:rho}); if err!=nil {t.Fatal(err)}
		el:=time.Since(now)
		e,_:=Wins(independentTerms(ts),LatticeOptions{})
		var mean,v compensated; for x,p:=range d.All(){mean.add(x*p)}; for x,p:=range d.All(){v.add((x-mean.value())*(x-mean.value())*p)}
		fmt.Println(n,rho,d.Unit(),d.Exact(),len(d.law.m.p),d.floor,el,"P10",d.Quantile(.1)/e.Quantile(.1),"P90",d.Quantile(.9)/e.Quantile(.9),"mean",mean.value()/d.mean,"var",v.value()/d.variance, "added",d.added/d.variance)
	}}
}
