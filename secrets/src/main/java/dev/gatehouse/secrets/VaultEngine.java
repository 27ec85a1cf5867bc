package dev.gatehouse.secrets;

/** What is behind a mount of a Vault. */
public enum VaultEngine {
    /** Key-value pairs without versions. */
    KV1,
    /** Key-value pairs with versions. */
    KV2,
    /** Any engine whose secrets are made when they are asked for, and end. */
    DYNAMIC
}
