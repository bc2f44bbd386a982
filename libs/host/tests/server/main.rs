//! The server as callers meet it: a real socket, bytes of our own making where a client library would be too polite.

mod connections;
mod deadlines;
mod drain;
mod public;
mod reflection;
mod refusals;
mod support;
