package dev.gatehouse.gateway.execution;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** A caller of a stream who takes nothing of it until it is asked to. */
final class SlowReader implements AutoCloseable {
    private final Socket socket = new Socket();

    SlowReader(URI address, String token) throws IOException {
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
        String request = """
                GET %s HTTP/1.1
                Host: %s
                Accept: text/event-stream
                Authorization: Bearer %s

                """.formatted(address.getPath(), address.getAuthority(), token);
        socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(US_ASCII));
    }

    /** What comes until the gateway ends the connection. */
    long rest() {
        long all = 0;
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = socket.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                all += read;
            }
        } catch (IOException reset) {
            // The end, too.
        }
        return all;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
