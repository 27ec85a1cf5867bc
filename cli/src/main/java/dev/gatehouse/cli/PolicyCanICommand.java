package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says whether somebody may do something. */
@Command(
        name = "can-i",
        description =
                "Says whether you may do something by your roles and your token, and why; the end is 1 where not.")
final class PolicyCanICommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final PermissionArguments asked = new PermissionArguments();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--as", paramLabel = "SUBJECT", description = "Of somebody else: an id, or a name.")
    private Optional<String> other = Optional.empty();

    PolicyCanICommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        var body = Json.object();
        body.put("permission", asked.permission());
        body.put("namespace", asked.namespace());
        other.map(named -> DirectoryName.path(settings, "subjects", named))
                .ifPresent(path -> body.put("subject", path.substring(path.indexOf('/') + 1)));
        JsonNode check = settings.gateway().post("policy/can-i", body).orThrow().json();
        if (output.isText()) {
            new Explanations(settings).check(check);
        } else {
            settings.world().out().println(output.written(check));
        }
        return (check.path("allowed").asBoolean() ? ExitCode.DONE : ExitCode.NEGATIVE).number();
    }
}
