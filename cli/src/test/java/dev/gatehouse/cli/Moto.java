package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A stand-in for AWS on loopback, which others wrote; it is installed from PyPI when it is first needed. */
final class Moto implements AutoCloseable {
    private static final String REGION = "eu-central-1";

    private final PythonTools tools;
    private final Process process;
    private final int port;

    private Moto(PythonTools tools, Process process, int port) {
        this.tools = tools;
        this.process = process;
        this.port = port;
    }

    /** Starts one, which writes below the folder. */
    static Moto startedIn(Path folder) throws IOException {
        PythonTools tools = PythonTools.installed("moto");
        int port = Ports.free();
        Process process = new ProcessBuilder(
                        List.of(tools.programs().resolve("moto_server").toString(), "-H", "127.0.0.1", "-p", "" + port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("moto.log").toFile())
                .start();
        Installation.until("moto listens", () -> {
            assertThat(process.isAlive()).as("moto runs").isTrue();
            return Ports.listens(port);
        });
        return new Moto(tools, process, port);
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    String region() {
        return REGION;
    }

    /** Makes a secret by AWS's own library for Python. */
    void create(String name, String text) throws IOException {
        CommandRun run = tools.run(
                Map.of(
                        "AWS_ACCESS_KEY_ID",
                        "testing",
                        "AWS_SECRET_ACCESS_KEY",
                        "testing",
                        "AWS_DEFAULT_REGION",
                        REGION,
                        "AWS_ENDPOINT_URL",
                        address()),
                "python",
                "-c",
                "import boto3, sys; boto3.client('secretsmanager').create_secret(Name=sys.argv[1], SecretString=sys.argv[2])",
                name,
                text);
        assertThat(run.exit()).as(run.err()).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
