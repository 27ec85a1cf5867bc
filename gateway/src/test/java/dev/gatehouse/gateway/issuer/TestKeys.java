package dev.gatehouse.gateway.issuer;

import dev.gatehouse.gateway.identity.TestAccess;
import jakarta.inject.Singleton;
import java.security.PrivateKey;
import java.util.HexFormat;

/** The keys of access tokens and of runs' identity, in the hands of tests. */
@Singleton
public final class TestKeys {
    private final OwnKeys keys;
    private final TestAccess access;

    TestKeys(OwnKeys keys, TestAccess access) {
        this.keys = keys;
        this.access = access;
    }

    public PrivateKey signer() {
        return keys.accessTokens().signer().privateKey();
    }

    public String signerId() {
        return keys.accessTokens().signer().keyId();
    }

    public String signerInHex() {
        return HexFormat.of().formatHex(signer().getEncoded());
    }

    public String runSignerId() {
        return keys.runIdentity().signer().keyId();
    }

    public PrivateKey runSigner() {
        return keys.runIdentity().signer().privateKey();
    }

    /** Lets so much time pass for all keys, and looks at them. */
    public void age(String interval) {
        access.sql(
                "UPDATE installation_key SET created_at = created_at - ?::interval"
                        + " WHERE purpose IN ('access_token', 'run_identity') AND retired_at IS NULL",
                interval);
        keys.poll();
    }

    /** Makes the youngest key of each as young as any. */
    public void renew() {
        for (KeyPurpose purpose : KeyPurpose.values()) {
            access.sql(
                    "UPDATE installation_key SET created_at = now() WHERE purpose = ? AND id = ("
                            + "SELECT id FROM installation_key WHERE purpose = ? AND retired_at IS NULL"
                            + " ORDER BY created_at DESC LIMIT 1)",
                    purpose.code(),
                    purpose.code());
        }
        keys.poll();
    }
}
