//! Where slices mount their operations.

use std::collections::BTreeMap;

use actix_web::dev::HttpServiceFactory;
use actix_web::guard::GuardContext;
use actix_web::{Route, Scope, web};
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig;

/// What the operations of a slice are mounted on: one list of them serves and describes. A server that starts does not
/// have each of its workers describe them once more.
pub enum Routes<'a, 'c> {
    /// A worker of a server.
    Served(&'a mut Served),
    /// The contract.
    Described(Described<'a, 'c>),
}

impl Routes<'_, '_> {
    /// Mounts an operation.
    pub fn service(
        &mut self,
        operation: impl HttpServiceFactory + OpenApiFactory + 'static,
    ) -> &mut Self {
        match self {
            Routes::Served(server) => server.service(operation),
            Routes::Described(contract) => contract.service(operation),
        }
        self
    }

    /// Mounts what is served and stands in no contract.
    pub fn route(&mut self, path: &str, route: Route) -> &mut Self {
        if let Routes::Served(server) = self {
            server.scope(collection(path), |scope| scope.route(path, route));
        }
        self
    }

    /// Mounts a list of operations.
    pub fn configure(&mut self, routes: fn(&mut Routes)) -> &mut Self {
        routes(self);
        self
    }
}

/// The first segment of a path below the one that all operations share: what its address is an address of.
fn collection(path: &str) -> &str {
    path.trim_start_matches('/').split('/').next().unwrap_or_default()
}

/// The contract in the making.
pub struct Described<'a, 'c> {
    pub contract: &'a mut ServiceConfig<'c>,
    /// Gets the collection of each operation, in the order of mounting.
    pub collections: &'a mut Vec<String>,
}

impl Described<'_, '_> {
    fn service(&mut self, operation: impl HttpServiceFactory + OpenApiFactory + 'static) {
        let paths = operation.paths().paths;
        let path = paths.keys().next().map(String::as_str).unwrap_or_default();
        self.collections.push(collection(path).to_string());
        self.contract.service(operation);
    }
}

/// The operations of a worker, apart by their collections. A request is compared with the paths of its own alone, and not
/// with four hundred one after the other, most of them expressions.
pub struct Served {
    /// Of the operations that are still to come.
    collections: std::slice::Iter<'static, String>,
    scopes: BTreeMap<String, Scope>,
}

impl Served {
    /// Takes the operations that have these collections, in this order.
    pub fn new(collections: &'static [String]) -> Self {
        Self { collections: collections.iter(), scopes: BTreeMap::new() }
    }

    fn service(&mut self, operation: impl HttpServiceFactory + 'static) {
        let collection = self.collections.next().map(String::as_str).unwrap_or_default();
        self.scope(collection, |scope| scope.service(operation));
    }

    fn scope(&mut self, collection: &str, add: impl FnOnce(Scope) -> Scope) {
        let scope = self.scopes.remove(collection).unwrap_or_else(|| web::scope(""));
        self.scopes.insert(collection.to_string(), add(scope));
    }

    /// What a server mounts below `prefix`, each for the requests of its collection alone.
    pub fn scopes(self, prefix: &'static str) -> impl Iterator<Item = Scope> {
        self.scopes.into_iter().map(move |(name, scope)| {
            scope.guard(actix_web::guard::fn_guard(move |asked: &GuardContext| {
                let below = asked.head().uri.path().strip_prefix(prefix);
                below.is_some_and(|path| collection(path) == name)
            }))
        })
    }
}
