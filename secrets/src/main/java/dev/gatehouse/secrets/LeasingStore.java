package dev.gatehouse.secrets;

import dev.gatehouse.worker.SecretValue;
import java.time.Duration;
import java.util.List;

/**
 * A store that makes secrets which end: each is issued under a lease, and all that were issued under one token end when
 * its accessor is revoked. The token is opened first, so that what can end a secret is known before there is one.
 */
public interface LeasingStore extends SecretStore {
    /** What names the server, and the part of it, that an accessor means something to. */
    String server();

    /** Whether what lies at the path is issued, with a lease, and not read. */
    boolean issues(String path);

    /**
     * Makes what secrets are then issued under, and by whose accessor all of them can be revoked, before anything is issued.
     *
     * @param longest how long anything issued under it can live, whatever is renewed
     */
    OpenAnswer open(String tenant, Duration longest);

    /** Makes a secret that lives as long as its lease, and no longer than the token. */
    IssueAnswer issue(SecretValue token, String path);

    /**
     * Lets a lease live on.
     *
     * @param accessor under which it was issued
     * @param ttl from now; the store may give less
     */
    RenewAnswer renew(String accessor, String lease, Duration ttl);

    /**
     * Ends everything that was issued under the accessor, and what it was issued under.
     *
     * @param leases that are known to have been issued: each has ended when the answer says so
     */
    RevokeAnswer revoke(String accessor, List<String> leases);
}
