//! This module contains a scheduler.

use std::cell::RefCell;
use std::rc::Rc;

use crate::html::{AnyState, Task};

#[cfg(any(test, feature = "test"))]
mod flush_wakers {
    use std::cell::RefCell;
    use std::task::Waker;

    thread_local! {
        static FLUSH_WAKERS: RefCell<Vec<Waker>> = Default::default();
    }

    #[cfg(target_arch = "wasm32")]
    pub(super) fn register(waker: Waker) {
        FLUSH_WAKERS.with(|w| {
            w.borrow_mut().push(waker);
        });
    }

    pub(super) fn wake_all() {
        FLUSH_WAKERS.with(|w| {
            for waker in w.borrow_mut().drain(..) {
                waker.wake();
            }
        });
    }
}

/// Alias for `Rc<RefCell<T>>`
pub(crate) type Shared<T> = Rc<RefCell<T>>;

/// Components by their id, children (who have the higher ids) first. Each stands in it once.
struct TopologicalQueue {
    inner: Vec<(usize, AnyState)>,
}

impl TopologicalQueue {
    const fn new() -> Self {
        Self { inner: Vec::new() }
    }

    fn push(&mut self, component_id: usize, state: AnyState) {
        let place = self
            .inner
            .binary_search_by(|(other, _)| component_id.cmp(other));
        if let Err(place) = place {
            self.inner.insert(place, (component_id, state));
        }
    }

    /// Take a single entry, preferring parents over children
    fn pop_topmost(&mut self) -> Option<AnyState> {
        self.inner.pop().map(|(_, state)| state)
    }

    /// Drain all entries, such that children are queued before parents
    fn drain_post_order_into(&mut self, queue: &mut Vec<Task>, first_render: bool) {
        // Children rendered lifecycle happen before parents.
        for (_, state) in std::mem::take(&mut self.inner) {
            queue.push(Task::Rendered(state, first_render));
        }
    }
}

/// This is a global scheduler suitable to schedule and run any tasks.
struct Scheduler {
    // Component queues
    destroy: Vec<Task>,
    create: Vec<Task>,

    props_update: Vec<Task>,
    update: Vec<Task>,

    render: TopologicalQueue,
    render_first: TopologicalQueue,

    rendered_first: TopologicalQueue,
    rendered: TopologicalQueue,
}

/// Execute closure with a mutable reference to the scheduler
#[inline]
fn with<R>(f: impl FnOnce(&mut Scheduler) -> R) -> R {
    thread_local! {
        /// This is a global scheduler suitable to schedule and run any tasks.
        ///
        /// Exclusivity of mutable access is controlled by only accessing it through a set of public
        /// functions.
        static SCHEDULER: RefCell<Scheduler> = const { RefCell::new(Scheduler::new()) };
    }

    SCHEDULER.with(|s| f(&mut s.borrow_mut()))
}

/// Push a component creation and its first render to be executed
pub(crate) fn push_component_create(component_id: usize, create: Task, state: AnyState) {
    with(|s| {
        s.create.push(create);
        s.render_first.push(component_id, state);
    });
    // Not guaranteed to already have the scheduler started
    start();
}

/// Push a component destruction to be executed
pub(crate) fn push_component_destroy(destroy: Task) {
    with(|s| s.destroy.push(destroy));
    // Not guaranteed to already have the scheduler started
    start();
}

/// Push new properties of a component
pub(crate) fn push_component_props_update(props_update: Task) {
    with(|s| s.props_update.push(props_update));
    // Not guaranteed to already have the scheduler started
    start();
}

/// Push a component update to be executed
pub(crate) fn push_component_update(update: Task) {
    with(|s| s.update.push(update));
    // Not guaranteed to already have the scheduler started
    start();
}

/// Push a component render to be executed. Only from a task, so no need to start the scheduler
pub(crate) fn push_component_render(component_id: usize, state: AnyState) {
    with(|s| s.render.push(component_id, state));
}

/// Push what follows a render. Only from a task, so no need to start the scheduler
pub(crate) fn push_component_rendered(component_id: usize, state: AnyState, first_render: bool) {
    with(|s| {
        let queue = if first_render {
            &mut s.rendered_first
        } else {
            &mut s.rendered
        };
        queue.push(component_id, state);
    });
}

/// Execute any pending tasks
#[cfg(any(test, feature = "test", not(target_arch = "wasm32")))]
pub(crate) fn start_now() {
    fn scheduler_loop() {
        let mut queue = vec![];
        loop {
            with(|s| s.fill_queue(&mut queue));
            if queue.is_empty() {
                break;
            }
            for task in queue.drain(..) {
                task.run();
            }
        }
    }

    thread_local! {
        // The lock is used to prevent recursion. If the lock cannot be acquired, it is because the
        // `start()` method is being called recursively as part of a `task.run()`.
        static LOCK: RefCell<()> = Default::default();
    }

    LOCK.with(|l| {
        if let Ok(_lock) = l.try_borrow_mut() {
            scheduler_loop();
            #[cfg(any(test, feature = "test"))]
            flush_wakers::wake_all();
        }
    });
}

#[cfg(target_arch = "wasm32")]
mod arch {
    use std::cell::Cell;

    use wasm_bindgen::prelude::*;

    thread_local! {
        static IS_SCHEDULED: Cell<bool> = const { Cell::new(false) };
        static RUN: Closure<dyn FnMut()> = Closure::new(run_scheduler);
    }

    #[cfg(any(test, feature = "test"))]
    pub(super) fn is_scheduled() -> bool {
        IS_SCHEDULED.get()
    }

    const YIELD_DEADLINE_MS: f64 = 16.0;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = queueMicrotask)]
        fn queue_microtask(callback: &Closure<dyn FnMut()>);
        #[wasm_bindgen(js_name = setTimeout)]
        fn set_timeout(handler: &Closure<dyn FnMut()>, timeout: i32) -> i32;
    }

    fn run_scheduler() {
        let deadline = js_sys::Date::now() + YIELD_DEADLINE_MS;
        let mut queue = Vec::new();

        loop {
            super::with(|s| s.fill_queue(&mut queue));
            if queue.is_empty() {
                break;
            }
            for task in queue.drain(..) {
                task.run();
            }
            if js_sys::Date::now() >= deadline {
                // Only yield when no DOM-mutating work is pending, so event
                // handlers that fire during the yield see a consistent DOM.
                let can_yield = super::with(|s| s.can_yield());
                if can_yield {
                    RUN.with(|run| set_timeout(run, 0));
                    return;
                }
            }
        }

        IS_SCHEDULED.set(false);
        #[cfg(any(test, feature = "test"))]
        super::flush_wakers::wake_all();
    }

    /// We delay the start of the scheduler to the end of the micro task queue.
    /// So any messages that needs to be queued can be queued.
    /// Once running, we yield to the browser every ~16ms, but only at points
    /// where the DOM is in a consistent state (no pending renders/destroys).
    pub(crate) fn start() {
        if !IS_SCHEDULED.replace(true) {
            RUN.with(queue_microtask);
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod arch {
    // There is no task to wait for where there is no browser.
    pub(crate) fn start() {
        super::start_now();
    }
}

use arch::start;

/// Flush all pending scheduler work, ensuring all rendering and lifecycle callbacks complete.
///
/// On browser WebAssembly targets, the scheduler defers its work to the microtask queue.
/// This function registers a waker that is notified when `start_now()` finishes draining all
/// queues, providing proper event-driven render-complete notification without arbitrary sleeps.
///
/// On non-browser targets, the scheduler runs synchronously so this simply drains pending work.
///
/// Use this in tests after mounting or updating a component to ensure all rendering has
/// completed before making assertions.
#[cfg(all(any(test, feature = "test"), target_arch = "wasm32"))]
pub async fn flush() {
    std::future::poll_fn(|cx| {
        start_now();

        if arch::is_scheduled() {
            flush_wakers::register(cx.waker().clone());
            std::task::Poll::Pending
        } else {
            std::task::Poll::Ready(())
        }
    })
    .await
}

/// Flush all pending scheduler work, ensuring all rendering and lifecycle callbacks complete.
///
/// On non-browser targets, the scheduler runs synchronously so this simply drains pending work.
#[cfg(all(any(test, feature = "test"), not(target_arch = "wasm32")))]
pub async fn flush() {
    start_now();
}

impl Scheduler {
    const fn new() -> Self {
        Self {
            destroy: Vec::new(),
            create: Vec::new(),
            props_update: Vec::new(),
            update: Vec::new(),
            render: TopologicalQueue::new(),
            render_first: TopologicalQueue::new(),
            rendered_first: TopologicalQueue::new(),
            rendered: TopologicalQueue::new(),
        }
    }

    /// Returns true when no DOM-mutating work is pending, meaning it's safe to
    /// yield to the browser without leaving the DOM in an inconsistent state.
    #[cfg(target_arch = "wasm32")]
    fn can_yield(&self) -> bool {
        self.destroy.is_empty()
            && self.create.is_empty()
            && self.render_first.inner.is_empty()
            && self.render.inner.is_empty()
    }

    /// Fill vector with tasks to be executed according to their execution priority
    ///
    /// This method is optimized for typical usage, where possible, but does not break on
    /// non-typical usage (like scheduling renders in [crate::Component::create()] or
    /// [crate::Component::rendered()] calls).
    fn fill_queue(&mut self, to_run: &mut Vec<Task>) {
        // Placed first to avoid as much needless work as possible, handling all the other events.
        // Drained completely, because they are the highest priority events anyway.
        to_run.append(&mut self.destroy);

        // Create events can be batched, as they are typically just for object creation
        to_run.append(&mut self.create);

        // These typically do nothing and don't spawn any other events - can be batched.
        // Should be run only after all first renders have finished.
        if !to_run.is_empty() {
            return;
        }

        // First render must never be skipped and takes priority over main, because it may need
        // to init `NodeRef`s
        //
        // Should be processed one at time, because they can spawn more create and rendered events
        // for their children.
        if let Some(state) = self.render_first.pop_topmost() {
            to_run.push(Task::Render(state));
            return;
        }

        to_run.append(&mut self.props_update);

        // Children rendered lifecycle happen before parents.
        self.rendered_first.drain_post_order_into(to_run, true);

        // Updates are after the first render to ensure we always have the entire child tree
        // rendered, once an update is processed.
        //
        // Can be batched, as they can cause only non-first renders.
        to_run.append(&mut self.update);

        // Run after all possible updates to avoid duplicate renders.
        //
        // Should be processed one at time, because they can spawn more create and first render
        // events for their children.
        if !to_run.is_empty() {
            return;
        }

        // Should be processed one at time, because they can spawn more create and rendered events
        // for their children.
        if let Some(state) = self.render.pop_topmost() {
            to_run.push(Task::Render(state));
            return;
        }
        // These typically do nothing and don't spawn any other events - can be batched.
        // Should be run only after all renders have finished.
        // Children rendered lifecycle happen before parents.
        self.rendered.drain_post_order_into(to_run, false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Not upstream's: the queues are our own.
    #[test]
    fn parents_are_drawn_before_their_children_and_told_after_them_each_once() {
        let states: Vec<AnyState> = (0..4).map(|_| AnyState::default()).collect();
        let which = |state: &AnyState| states.iter().position(|other| Rc::ptr_eq(other, state));
        let mut scheduler = Scheduler::new();
        for id in [2, 0, 3, 2, 1, 0] {
            scheduler.render.push(id, states[id].clone());
            scheduler.rendered.push(id, states[id].clone());
            scheduler.rendered_first.push(id, states[id].clone());
        }
        let mut order = Vec::new();
        let mut tasks = Vec::new();
        loop {
            scheduler.fill_queue(&mut tasks);
            if tasks.is_empty() {
                break;
            }
            order.extend(tasks.drain(..).map(|task| match task {
                Task::Render(state) => ("render", which(&state)),
                Task::Rendered(state, true) => ("rendered first", which(&state)),
                Task::Rendered(state, false) => ("rendered", which(&state)),
                _ => ("something else", None),
            }));
        }
        let wanted = [
            [3, 2, 1, 0].map(|id| ("rendered first", Some(id))),
            [0, 1, 2, 3].map(|id| ("render", Some(id))),
            [3, 2, 1, 0].map(|id| ("rendered", Some(id))),
        ];
        assert_eq!(order, wanted.concat());
    }
}
