//! Politeness: who may be asked next, and when. Pure: no clock, no I/O.
