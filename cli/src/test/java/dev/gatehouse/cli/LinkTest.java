package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.gatehouse.cli.Link.Condition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link does to bytes what its condition says, and no more: the fault runs rest on it. */
class LinkTest {
    private static final byte[] SAID = {'h', 'e', 'l', 'l', 'o'};
    private static final byte[] MORE = {'m', 'o', 'r', 'e'};

    /** Nothing waits as long as this, not on a busy machine either. */
    private static final Duration A_WHILE = Duration.ofSeconds(10);

    private ServerSocket far;
    private Link link;

    @BeforeEach
    void lay() throws IOException {
        far = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        link = Link.to(far.getLocalPort());
    }

    @AfterEach
    void takeAway() throws IOException {
        link.close();
        far.close();
    }

    @Test
    void carriesBytesBothWays() throws IOException {
        try (Socket near = connect();
                Socket other = far.accept()) {
            near.getOutputStream().write(SAID);

            assertThat(other.getInputStream().readNBytes(SAID.length)).isEqualTo(SAID);
            other.getOutputStream().write(SAID);
            assertThat(near.getInputStream().readNBytes(SAID.length)).isEqualTo(SAID);
        }
    }

    @Test
    void breaksConnectionsWhenItIsCutAndMakesNoNewOnes() throws IOException {
        try (Socket near = connect();
                Socket _ = far.accept()) {
            link.become(Condition.CUT);

            assertThatIOException().isThrownBy(() -> {
                while (near.getInputStream().read() >= 0) {
                    near.getOutputStream().write(SAID);
                }
                throw new IOException("ended");
            });
        }
        try (Socket again = connect()) {
            assertThatIOException().isThrownBy(() -> {
                again.getOutputStream().write(SAID);
                if (again.getInputStream().read() < 0) {
                    throw new IOException("ended");
                }
            });
        }
    }

    @Test
    void keepsBytesWhileItIsFrozenAndLosesNone() throws IOException {
        try (Socket near = connect();
                Socket other = far.accept()) {
            link.become(Condition.FROZEN);
            near.getOutputStream().write(SAID);
            other.setSoTimeout(200);

            assertThatIOException()
                    .isThrownBy(() -> other.getInputStream().read())
                    .isInstanceOf(SocketTimeoutException.class);

            link.become(Condition.OPEN);
            other.setSoTimeout(0);
            assertThat(other.getInputStream().readNBytes(SAID.length)).isEqualTo(SAID);
        }
    }

    @Test
    void deliversBytesLateAndInOrderWhileItIsSlow() throws IOException {
        try (Socket near = connect();
                Socket other = far.accept()) {
            link.become(Condition.SLOW);
            long sent = System.nanoTime();
            near.getOutputStream().write(SAID);
            near.getOutputStream().write(MORE);

            assertThat(other.getInputStream().readNBytes(SAID.length)).isEqualTo(SAID);
            assertThat(Duration.ofNanos(System.nanoTime() - sent)).isBetween(Duration.ofMillis(100), A_WHILE);
            assertThat(other.getInputStream().readNBytes(MORE.length)).isEqualTo(MORE);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), link.port());
    }
}
