package forecast

import sf "github.com/salesfunnel-go/salesfunnel"

// CodeLattice says what it cost to sum very many deals, or to sum deals for very many groups: how coarse the lattices are, and by how much
// that widens the distributions.
const CodeLattice sf.Code = "forecast.lattice"
