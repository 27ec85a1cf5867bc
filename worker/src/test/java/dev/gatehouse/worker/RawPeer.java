package dev.gatehouse.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A server on loopback that answers every connection with the same bytes. */
final class RawPeer implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final ServerSocket server;
    private final SSLContext trust;
    private final byte[] answer;
    private final Duration pause;
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private final Queue<String> names = new ConcurrentLinkedQueue<>();
    private final CountDownLatch cut = new CountDownLatch(1);

    private RawPeer(ServerSocket server, SSLContext trust, String answer, Duration pause) {
        this.server = server;
        this.trust = trust;
        this.answer = answer.getBytes(StandardCharsets.UTF_8);
        this.pause = pause;
        Thread.ofVirtual().start(this::serve);
    }

    static RawPeer answering(String answer) throws IOException, GeneralSecurityException {
        return new RawPeer(loopback(), SSLContext.getDefault(), answer, Duration.ZERO);
    }

    /** Sends the answer, and then a byte after each pause for as long as anybody listens. */
    static RawPeer dripping(String answer, Duration pause) throws IOException, GeneralSecurityException {
        return new RawPeer(loopback(), SSLContext.getDefault(), answer, pause);
    }

    /** Speaks TLS with a certificate for this name that {@link #trust} believes. */
    static RawPeer securely(Path folder, String name, String answer)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve("peer.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "peer",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=peer",
                        "-ext",
                        "san=dns:" + name))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), null, null);
        KeyStore believed = KeyStore.getInstance(KeyStore.getDefaultType());
        believed.load(null, null);
        believed.setCertificateEntry("peer", keys.getCertificate("peer"));
        var others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(believed);
        SSLContext trust = SSLContext.getInstance("TLS");
        trust.init(null, others.getTrustManagers(), null);
        var server = tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        return new RawPeer(server, trust, answer, Duration.ZERO);
    }

    private static ServerSocket loopback() throws IOException {
        return new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    }

    int port() {
        return server.getLocalPort();
    }

    SSLContext trust() {
        return trust;
    }

    int connections() {
        return connections.get();
    }

    /** The requests, as far as they came in one piece. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** The names that clients asked for in their TLS handshake. */
    List<String> names() {
        return List.copyOf(names);
    }

    boolean awaitCut(Duration patience) throws InterruptedException {
        return cut.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            if (socket instanceof SSLSocket secure) {
                secure.startHandshake();
                ((ExtendedSSLSession) secure.getSession())
                        .getRequestedServerNames()
                        .forEach(name -> names.add(new String(name.getEncoded(), StandardCharsets.US_ASCII)));
            }
            InputStream in = socket.getInputStream();
            byte[] request = new byte[8_192];
            int read = in.read(request);
            requests.add(new String(request, 0, Math.max(read, 0), StandardCharsets.UTF_8));
            OutputStream out = socket.getOutputStream();
            out.write(answer);
            out.flush();
            while (pause.isPositive()) {
                Thread.sleep(pause);
                out.write('a');
                out.flush();
            }
        } catch (IOException _) {
            cut.countDown();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
