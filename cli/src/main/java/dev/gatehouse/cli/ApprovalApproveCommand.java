package dev.gatehouse.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says yes to one execution that waits. */
@Command(name = "approve", description = "Says yes to exactly what was seen; the last yes that is wanted queues it.")
final class ApprovalApproveCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(index = "0", paramLabel = "ID", description = "As the list shows it.")
    private String approval = "";

    @Option(
            names = "--digest",
            required = true,
            paramLabel = "DIGEST",
            description = "Of what was seen, as show prints it.")
    private String digest = "";

    @Option(names = "--comment", paramLabel = "TEXT", description = "Why; it is recorded.")
    private Optional<String> comment = Optional.empty();

    ApprovalApproveCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        new Approvals(settings).say(approval, "approve", digest, comment, output);
        return ExitCode.DONE.number();
    }
}
