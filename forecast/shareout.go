package forecast

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// shareOut has the processors work through the tasks 0 … n−1, in no order. Each begins with start, which makes what it needs. It returns
// when all are done. After a panic no more are begun, and it is passed on to the caller.
func shareOut(n int, start func() func(task int)) {
	var next atomic.Int64
	var workers sync.WaitGroup
	var once sync.Once
	var failure any
	work := func() {
		defer func() {
			if p := recover(); p != nil {
				once.Do(func() { failure = p })
				next.Store(int64(n))
			}
		}()
		do := start()
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			do(i)
		}
	}
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(work)
	}
	workers.Wait()
	if failure != nil {
		panic(failure)
	}
}
