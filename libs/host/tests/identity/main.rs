//! Partners as the server meets them: real certificates, real sockets, tokens of our own making where a client library
//! would be too honest.

mod changes;
mod connections;
mod folder;
mod issuers;
mod support;
mod tokens;
