package dev.gatehouse.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command line of Gatehouse. */
@Command(
        name = "gatehouse",
        mixinStandardHelpOptions = false,
        description = "Speaks to a Gatehouse gateway and checks its proofs.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; the run succeeded; the proof holds; you may; nothing was found",
            "1:the run did not succeed, the proof does not hold, you may not, or something was found",
            "2:wrong usage",
            "3:refused",
            "4:unavailable"
        })
public final class Gatehouse {
    @Mixin
    @SuppressWarnings("UnusedVariable") // read by picocli
    private final Settings settings;

    private Gatehouse(Settings settings) {
        this.settings = settings;
    }

    public static void main(String... arguments) {
        World world = World.ofProcess();
        int exit = commandLine(world).execute(arguments);
        world.out().flush();
        System.exit(exit);
    }

    static CommandLine commandLine(World world) {
        var settings = new Settings(world);
        var top = new CommandLine(new Gatehouse(settings));
        top.addSubcommand(new ApplyCommand(settings));
        top.addSubcommand(new GetCommand(settings));
        top.addSubcommand(new DeleteCommand(settings));
        top.addSubcommand(new RevisionsCommand(settings));
        top.addSubcommand(new DiffCommand(settings));
        top.addSubcommand(new RevertCommand(settings));
        top.addSubcommand(new RunCommand(settings));
        top.addSubcommand(new LogsCommand(settings));
        top.addSubcommand(new CancelCommand(settings));
        top.addSubcommand(new ReceiptCommand(settings));
        top.addSubcommand(group("audit", "The log: its events and its proofs.")
                .addSubcommand(new AuditEventsCommand(settings))
                .addSubcommand(new VerifyCommand(settings)));
        top.addSubcommand(group("secret", "Values of secrets, and who got them.")
                .addSubcommand(new SecretPutCommand(settings))
                .addSubcommand(new SecretUsesCommand(settings)));
        top.addSubcommand(group("secretstore", "Stores of secrets, and what they issued.")
                .addSubcommand(new SecretStoreProbeCommand(settings))
                .addSubcommand(new SecretStoreLeasesCommand(settings))
                .addSubcommand(new SecretStoreGiveUpCommand(settings)));
        top.addSubcommand(group("token", "API tokens.")
                .addSubcommand(new TokenCreateCommand(settings))
                .addSubcommand(new TokenListCommand(settings))
                .addSubcommand(new TokenRotateCommand(settings))
                .addSubcommand(new TokenRevokeCommand(settings)));
        top.addSubcommand(group("session", "Browsers in which people are logged in.")
                .addSubcommand(new SessionListCommand(settings))
                .addSubcommand(new SessionRevokeCommand(settings)));
        top.addSubcommand(group("approval", "Executions that wait for people.")
                .addSubcommand(new ApprovalListCommand(settings))
                .addSubcommand(new ApprovalShowCommand(settings))
                .addSubcommand(new ApprovalApproveCommand(settings))
                .addSubcommand(new ApprovalRejectCommand(settings)));
        top.addSubcommand(group("access", "Access that ends.")
                .addSubcommand(new AccessEndCommand(settings))
                .addSubcommand(new AccessListCommand(settings)));
        top.addSubcommand(group("owner", "Owners of a tenant.").addSubcommand(new OwnerRecoverCommand(settings)));
        top.addSubcommand(group("stop", "Kill switches.")
                .addSubcommand(new StopSetCommand(settings))
                .addSubcommand(new StopListCommand(settings))
                .addSubcommand(new StopLiftCommand(settings)));
        top.addSubcommand(group("maintenance", "Times in which nothing is accepted and nothing begins.")
                .addSubcommand(new MaintenanceShowCommand(settings))
                .addSubcommand(new MaintenanceBeginCommand(settings))
                .addSubcommand(new MaintenanceEndCommand(settings)));
        top.addSubcommand(group("masterkey", "The key that wraps everything secret at rest.")
                .addSubcommand(new MasterKeyListCommand(settings))
                .addSubcommand(new MasterKeyAddCommand(settings))
                .addSubcommand(new MasterKeyPromoteCommand(settings)));
        top.addSubcommand(group("worker", "Workers.")
                .addSubcommand(new WorkerTokenCommand(settings))
                .addSubcommand(new WorkerListCommand(settings))
                .addSubcommand(new WorkerDrainCommand(settings))
                .addSubcommand(new WorkerRevokeCommand(settings)));
        top.addSubcommand(new LimitsCommand(settings));
        top.addSubcommand(group("subject", "People and service accounts.")
                .addSubcommand(new SubjectListCommand(settings))
                .addSubcommand(new SubjectShowCommand(settings)));
        top.addSubcommand(group("group", "Groups that bindings can name.")
                .addSubcommand(new GroupListCommand(settings))
                .addSubcommand(new GroupShowCommand(settings)));
        top.addSubcommand(group("policy", "What rules allow, would allow, and why.")
                .addSubcommand(new PolicyExplainCommand(settings))
                .addSubcommand(new PolicyCanICommand(settings))
                .addSubcommand(new PolicyWhoCanCommand(settings))
                .addSubcommand(new PolicyTestCommand(settings))
                .addSubcommand(new PolicyLintCommand(settings))
                .addSubcommand(new PolicyReplayCommand(settings)));
        top.addSubcommand(group("scim", "Provisioning.")
                .addSubcommand(group("client", "Identity providers that say who exists.")
                        .addSubcommand(new ScimClientCreateCommand(settings))
                        .addSubcommand(new ScimClientListCommand(settings))
                        .addSubcommand(new ScimClientShowCommand(settings))
                        .addSubcommand(new ScimClientTokenCommand(settings))
                        .addSubcommand(new ScimClientRevokeCommand(settings))
                        .addSubcommand(new ScimClientSecretCommand(settings))
                        .addSubcommand(new ScimClientRevokeSecretCommand(settings))
                        .addSubcommand(new ScimClientTrustCommand(settings))
                        .addSubcommand(new ScimClientDistrustCommand(settings))));
        top.addSubcommand(new LoginCommand(settings));
        top.addSubcommand(new LogoutCommand(settings));
        top.addSubcommand(new VersionCommand(settings));
        top.addSubcommand(new ProbeCommand(settings));
        addHelp(top);
        top.setExpandAtFiles(false);
        top.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        top.registerConverter(URI.class, Gatehouse::address);
        top.registerConverter(Duration.class, Gatehouse::duration);
        top.setOut(new PrintWriter(world.out(), true, UTF_8));
        top.setErr(new PrintWriter(world.err(), true, UTF_8));
        top.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof CommandFailure expected) {
                world.say("gatehouse: " + expected.text());
                expected.places().forEach(world::say);
                return expected.exitCode().number();
            }
            // Not 1: that is a verdict on a run or a proof, and there is none.
            world.say("gatehouse: a fault of this program, please report it:");
            trace(failure).replace('\t', ' ').lines().forEach(world::say);
            return ExitCode.UNAVAILABLE.number();
        });
        top.setParameterExceptionHandler((wrong, arguments) -> {
            world.say("gatehouse: " + wrong.getMessage() + " (see --help)");
            return ExitCode.USAGE.number();
        });
        return top;
    }

    private static String trace(Exception failure) {
        var trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private static URI address(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new CommandLine.TypeConversionException("not an address: " + text);
        }
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException malformed) {
            throw new CommandLine.TypeConversionException("'" + text
                    + "' is not a duration in days, hours, minutes and seconds, such as P30D or PT8H (years and months have no"
                    + " fixed length)");
        }
    }

    private static CommandLine group(String name, String description) {
        var spec = CommandLine.Model.CommandSpec.create().name(name);
        spec.usageMessage().description(description);
        return new CommandLine(spec);
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec().addMixin("help", CommandLine.Model.CommandSpec.forAnnotatedObject(new HelpOption()));
        command.getSubcommands().values().forEach(Gatehouse::addHelp);
    }

    /** The option every command has. */
    @Command
    static final class HelpOption {
        @CommandLine.Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Shows this.")
        @SuppressWarnings("UnusedVariable") // read by picocli
        private boolean wanted;
    }
}
