//! Tests of the state's promises.
