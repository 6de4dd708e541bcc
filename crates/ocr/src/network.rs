//! One network, run on the calling thread's behalf.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use rten::{LoadError, Model, RunError, RunOptions, ThreadPool};
use rten_tensor::{AsView, Layout, NdTensor};

/// A network with one input and one output.
pub(crate) struct Network {
    model: Model,
    /// Idle pools of one thread each: as many as there ever were calls at a time.
    idle: Mutex<Vec<Arc<ThreadPool>>>,
}

impl Network {
    /// Parses an ONNX file.
    pub(crate) fn load(bytes: Vec<u8>) -> Result<Network, LoadError> {
        Ok(Network { model: Model::load(bytes)?, idle: Mutex::default() })
    }

    /// Runs the network on one thread, so that the sum of floats has one order whatever the caller's number of threads.
    ///
    /// The engine runs only in pools of `rayon`, and a worker of the caller's own pool that waits for another pool takes up further work
    /// meanwhile: a page would be begun within a page, and so on. A plain thread that waits does not, so one stands between.
    pub(crate) fn run(&self, input: &NdTensor<f32, 4>) -> Result<Output, RunError> {
        let pool = self.idle().pop().unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&pool)));
        let run = || self.model.run_one(input.view().into(), Some(options));
        let output = thread::scope(|scope| scope.spawn(run).join());
        self.idle().push(pool);
        let output = output.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let tensor = output.into_tensor::<f32>().expect("the output of these networks is a tensor of floats");
        Ok(Output { shape: tensor.shape().to_vec(), values: tensor.into_data() })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Arc<ThreadPool>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a network answers.
pub(crate) struct Output {
    /// Length of each axis.
    pub(crate) shape: Vec<usize>,
    /// The last axis is contiguous.
    pub(crate) values: Vec<f32>,
}
