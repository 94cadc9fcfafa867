package forecast

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// shareOut has the processors work through the tasks 0 … n−1, in no order. Each begins with start, which makes what it needs; a task
// that returns false is the last one to be begun. It returns when all have stopped. A panic is passed on to the caller.
func shareOut(n int, start func() func(task int) bool) {
	var next atomic.Int64
	var workers sync.WaitGroup
	var once sync.Once
	var failure any
	stop := func() { next.Store(int64(n)) }
	work := func() {
		defer func() {
			if p := recover(); p != nil {
				once.Do(func() { failure = p })
				stop()
			}
		}()
		do := start()
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			if !do(i) {
				stop()
			}
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
