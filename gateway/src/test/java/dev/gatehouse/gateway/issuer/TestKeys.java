package dev.gatehouse.gateway.issuer;

import dev.gatehouse.gateway.identity.TestAccess;
import jakarta.inject.Singleton;
import java.security.PrivateKey;
import java.util.HexFormat;

/** The keys of access tokens, in the hands of tests. */
@Singleton
public final class TestKeys {
    private final SigningKeys keys;
    private final TestAccess access;

    TestKeys(SigningKeys keys, TestAccess access) {
        this.keys = keys;
        this.access = access;
    }

    public PrivateKey signer() {
        return keys.signer().privateKey();
    }

    public String signerId() {
        return keys.signer().keyId();
    }

    public String signerInHex() {
        return HexFormat.of().formatHex(signer().getEncoded());
    }

    /** Lets so much time pass for all keys, and looks at them. */
    public void age(String interval) {
        access.sql(
                "UPDATE installation_key SET created_at = created_at - ?::interval"
                        + " WHERE purpose = 'access_token' AND retired_at IS NULL",
                interval);
        keys.refresh();
    }

    /** Makes the youngest key as young as any. */
    public void renew() {
        access.sql("UPDATE installation_key SET created_at = now() WHERE purpose = 'access_token' AND id = ("
                + "SELECT id FROM installation_key WHERE purpose = 'access_token' AND retired_at IS NULL"
                + " ORDER BY created_at DESC LIMIT 1)");
        keys.refresh();
    }
}
