package dev.gatehouse.secrets.vault;

import dev.gatehouse.secrets.VaultEngine;
import dev.gatehouse.secrets.VaultLogin;
import dev.gatehouse.secrets.VaultSettings;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressRequest;
import io.github.jopenlibs.vault.EnvironmentLoader;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Auth;
import io.github.jopenlibs.vault.api.Logical;
import io.github.jopenlibs.vault.response.AuthResponse;
import io.github.jopenlibs.vault.response.LogicalResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of the driver at a time, as a value. It is configured from what the tenant declared and from nothing in the
 * gateway's environment; only those parts of the driver are used that call by the client they are given. Thread-safe.
 */
final class VaultClient {
    private static final int MOST_BYTES = 4 << 20;

    private static final EnvironmentLoader NO_ENVIRONMENT = new EnvironmentLoader() {
        @Override
        @SuppressWarnings("NullAway") // the driver's word for nothing
        public @Nullable String loadVariable(String name) {
            return null;
        }
    };

    private final VaultSettings settings;
    private final GuardedClient http;

    VaultClient(String tenant, VaultSettings settings, Egress egress) {
        this.settings = settings;
        this.http = new GuardedClient(
                settings.trust().map(egress::trusting).orElse(egress),
                tenant,
                new EgressRequest.Limits(settings.patience(), MOST_BYTES));
    }

    @FunctionalInterface
    private interface Call<T> {
        T make() throws VaultException;
    }

    /** @param mount that the path begins with */
    VaultReply read(String token, VaultEngine engine, String mount, String path) {
        return reply(() -> {
            VaultConfig config = config(engine == VaultEngine.KV2 ? 2 : 1).token(token);
            return logical(config.prefixPath(mount)).read(path);
        });
    }

    VaultReply write(String token, String path, Map<String, Object> body) {
        return reply(() -> logical(config(1).token(token)).write(path, body));
    }

    VaultReply get(String token, String path) {
        return reply(() -> logical(config(1).token(token)).read(path));
    }

    /** Logs in with what the credential says. */
    AuthReply login(VaultLogin login, String shown) {
        return granted(() -> switch (login) {
            case VaultLogin.AppRole(String mount, String roleId, var _) ->
                auth(config(1)).loginByAppRole(mount, roleId, shown);
            case VaultLogin.Jwt(String mount, String role, var _) ->
                auth(config(1)).loginByJwt(mount, role, shown);
        });
    }

    AuthReply renew(String token) {
        return granted(() -> auth(config(1).token(token)).renewSelf());
    }

    /** Makes a token whose life, and that of all that is issued under it, ends by itself at last. */
    AuthReply child(String token, Duration longest) {
        String seconds = longest.toSeconds() + "s";
        return granted(() -> {
            var request = new Auth.TokenRequest()
                    .displayName("gatehouse-run")
                    .ttl(seconds)
                    .explicitMaxTtl(seconds)
                    .renewable(false);
            settings.tokenRole().ifPresent(request::role);
            return auth(config(1).token(token)).createToken(request);
        });
    }

    private VaultReply reply(Call<LogicalResponse> call) {
        try {
            LogicalResponse response = call.make();
            return new VaultReply.Answered(response.getRestResponse().getStatus(), response);
        } catch (VaultException failure) {
            return new VaultReply.Failed(StoreCause.of(failure));
        } catch (StackOverflowError _) {
            return new VaultReply.Failed(StoreCause.MALFORMED);
        }
    }

    private AuthReply granted(Call<AuthResponse> call) {
        try {
            return AuthReply.of(call.make());
        } catch (VaultException failure) {
            return StoreCause.isRefusal(failure)
                    ? new AuthReply.Refused()
                    : new AuthReply.Failed(StoreCause.of(failure));
        } catch (StackOverflowError _) {
            return new AuthReply.Failed(StoreCause.MALFORMED);
        }
    }

    private Logical logical(VaultConfig config) throws VaultException {
        Logical logical = Vault.create(config, config.getGlobalEngineVersion()).logical();
        return settings.namespace().map(logical::withNameSpace).orElse(logical);
    }

    private Auth auth(VaultConfig config) throws VaultException {
        Auth auth = Vault.create(config, config.getGlobalEngineVersion()).auth();
        return settings.namespace().map(auth::withNameSpace).orElse(auth);
    }

    private VaultConfig config(int engineVersion) throws VaultException {
        return new VaultConfig()
                .environmentLoader(NO_ENVIRONMENT)
                .address(settings.address())
                .httpClient(http)
                .engineVersion(engineVersion)
                .build();
    }
}
