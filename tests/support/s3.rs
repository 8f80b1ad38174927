//! A store that speaks S3, on a folder of its own.

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;

const ACCESS: &str = "onex";
const SECRET: &str = "a secret for the store of the tests";

/// A running store with one empty bucket called `onex`. It ends with the test.
pub struct S3 {
    folder: tempfile::TempDir,
    endpoint: String,
    runtime: Option<tokio::runtime::Runtime>,
}

impl S3 {
    /// Starts it on a free port.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("onex")).unwrap();
        let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(ACCESS, SECRET));
        let service = service.build();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let server = Builder::new(TokioExecutor::new());
            while let Ok((socket, _)) = listener.accept().await {
                let connection =
                    server.serve_connection(TokioIo::new(socket), service.clone()).into_owned();
                tokio::spawn(connection);
            }
        });
        S3 { folder, endpoint, runtime: Some(runtime) }
    }

    /// Settings by which the binary keeps its files here, under a prefix.
    pub fn settings(&self) -> Vec<(String, String)> {
        self.settings_with(SECRET)
    }

    /// The same with a secret that is not the store's.
    pub fn wrong_settings(&self) -> Vec<(String, String)> {
        self.settings_with("another secret")
    }

    fn settings_with(&self, secret: &str) -> Vec<(String, String)> {
        [
            ("ONEX_FILES", "s3://onex/files"),
            ("AWS_ENDPOINT", &self.endpoint),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", ACCESS),
            ("AWS_SECRET_ACCESS_KEY", secret),
        ]
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .to_vec()
    }

    /// How many objects lie under the prefix.
    pub fn objects(&self) -> usize {
        let mut found = 0;
        let mut folders = vec![self.folder.path().join("onex/files")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    found += 1;
                }
            }
        }
        found
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        // Tests end inside a runtime of their own, where another may not be waited for.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
