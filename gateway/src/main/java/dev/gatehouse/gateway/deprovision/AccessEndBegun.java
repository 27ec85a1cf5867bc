package dev.gatehouse.gateway.deprovision;

/** Fired after the commit of an end of access: its cascade need not wait for a gateway's next look. */
record AccessEndBegun() {}
