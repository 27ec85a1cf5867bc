package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Logs a person in by the tenant's identity provider; other commands are that person's from then on. */
@Command(name = "login", description = "Logs in by an identity provider of the tenant, with a page and a code.")
final class LoginCommand implements Callable<Integer> {
    private final Settings settings;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "The identity provider, where the tenant has several.")
    private Optional<String> provider = Optional.empty();

    LoginCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        JsonNode chosen = chosen(
                settings.gatewayWithoutToken().get("login-providers").orThrow().json());
        var issuer = new Credential.Issuer(
                chosen.path("issuer").asText(), chosen.path("clientId").asText());
        var client = new IssuerClient(issuer.url());
        String scope = StreamSupport.stream(chosen.path("scopes").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(" "));
        JsonNode tokens = new DeviceGrant(settings.world(), client, issuer.clientId()).tokens(scope);
        var file = new CredentialFile(settings.home());
        file.write(new Logins(file, settings.world().clock())
                .credential(settings.url(), settings.tenant(), issuer, tokens, Optional.empty()));
        settings.world().say("logged in to " + settings.tenant());
        return ExitCode.DONE.number();
    }

    private JsonNode chosen(JsonNode providers) {
        List<JsonNode> all = StreamSupport.stream(providers.path("items").spliterator(), false)
                .toList();
        List<JsonNode> named = all.stream()
                .filter(each -> provider.map(each.path("name").asText()::equals).orElse(true))
                .toList();
        if (named.size() == 1) {
            return named.getFirst();
        }
        String names = all.stream().map(each -> each.path("name").asText()).collect(Collectors.joining(", "));
        throw CommandFailure.usage(
                all.isEmpty()
                        ? "no identity provider of the tenant takes logins"
                        : "name one with --provider: " + names);
    }
}
