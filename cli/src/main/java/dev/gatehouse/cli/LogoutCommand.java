package dev.gatehouse.cli;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Forgets the login of the home, and has the identity provider end what would renew it. */
@Command(name = "logout", description = "Ends the login of this home.")
final class LogoutCommand implements Callable<Integer> {
    private final Settings settings;

    LogoutCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var file = new CredentialFile(settings.home());
        // A command that renews the login at this moment would write it back.
        Forgotten forgotten = file.locked(() -> {
            Optional<Credential> read = readable(file);
            return new Forgotten(file.delete(), read);
        });
        forgotten.login().ifPresent(this::revoke);
        settings.world().say(forgotten.wasThere() ? "logged out" : "nobody was logged in");
        return ExitCode.DONE.number();
    }

    /** @param login what the file said, if that could be read */
    private record Forgotten(boolean wasThere, Optional<Credential> login) {}

    private static Optional<Credential> readable(CredentialFile file) {
        try {
            return file.read();
        } catch (CommandFailure malformed) {
            return Optional.empty();
        }
    }

    /** RFC 7009. What is forgotten here is forgotten, whether the provider answers or not. */
    private void revoke(Credential credential) {
        try {
            var issuer = new IssuerClient(credential.issuer().url());
            Optional<URI> endpoint = issuer.endpoint("revocation_endpoint");
            if (endpoint.isPresent() && credential.refreshToken().isPresent()) {
                issuer.post(
                        endpoint.get(),
                        Map.of(
                                "token", credential.refreshToken().get(),
                                "token_type_hint", "refresh_token",
                                "client_id", credential.issuer().clientId()));
            }
        } catch (CommandFailure away) {
            settings.world().say("gatehouse: " + away.text() + "; it was not told of the logout");
        }
    }
}
