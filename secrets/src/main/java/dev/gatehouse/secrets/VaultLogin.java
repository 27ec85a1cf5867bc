package dev.gatehouse.secrets;

/** How the gateway logs in at a Vault. */
public sealed interface VaultLogin {
    /** Where the method is mounted, below {@code auth/}. */
    String mount();

    StoreCredential credential();

    /** By a role's id and its secret id. */
    record AppRole(String mount, String roleId, StoreCredential credential) implements VaultLogin {}

    /** By a token that somebody signed whom the Vault believes. */
    record Jwt(String mount, String role, StoreCredential credential) implements VaultLogin {}
}
