package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a token, of one's own or of a service account; the token is shown this once. */
@Command(
        name = "create",
        description =
                "Makes a token of one's own, or with --for and --role a service account with that role and a token"
                        + " for it. The token is standard output's only line, and is shown this once.")
final class TokenCreateCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--for", paramLabel = "NAME", description = "The service account's name.")
    private Optional<String> account = Optional.empty();

    @Option(names = "--role", paramLabel = "ROLE", description = "Owner, Launcher or a declared role.")
    private Optional<String> role = Optional.empty();

    @Option(
            names = "--permission",
            paramLabel = "PERMISSION",
            description = "Of one's own access, leave only this, as resource:action; more than once for more.")
    private List<String> permissions = List.of();

    @Option(
            names = "--namespace",
            paramLabel = "NAMESPACE",
            description = "Where the role holds, or where one's own access is left, with all below it.")
    private Optional<String> namespace = Optional.empty();

    @Option(names = "--name", paramLabel = "TEXT", description = "What people shall know one's own token by.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--expires",
            required = true,
            paramLabel = "DURATION",
            description = "How long the token lives, at most P366D: PT8H, P30D.")
    private Duration expires = Duration.ZERO;

    TokenCreateCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        if (account.isPresent() != role.isPresent()) {
            throw CommandFailure.usage("a service account needs both --for and --role");
        }
        if (account.isPresent() && (name.isPresent() || !permissions.isEmpty())) {
            throw CommandFailure.usage("--permission and --name are of one's own tokens: without --for and --role");
        }
        var request = account.isPresent() ? ofAccount(account.get()) : ofOwn();
        String path = account.isPresent() ? "tokens" : "tokens/own";
        JsonNode answer = settings.gateway().post(path, request).orThrow().json();
        new Tokens(settings).made(answer, output);
        return ExitCode.DONE.number();
    }

    private ObjectNode ofAccount(String service) {
        return Json.object()
                .put("for", service)
                .put("role", role.orElseThrow())
                .put("namespace", namespace.orElse("root"))
                .put("expires", expires.toString());
    }

    private ObjectNode ofOwn() {
        var request = Json.object();
        name.ifPresent(text -> request.put("name", text));
        if (!permissions.isEmpty()) {
            var left = request.putArray("permissions");
            permissions.forEach(left::add);
        }
        namespace.ifPresent(place -> request.put("namespace", place));
        return request.put("expires", expires.toString());
    }
}
