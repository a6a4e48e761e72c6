package dev.whence.server.api;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what is wrong with HTTP itself, before there is a route, as a problem too. */
final class TransportErrors implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        Problem problem = new Problem(status, detail(status, message == null ? "" : message.toString()));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(Json.bytes(problem.members())), callback);
        return true;
    }

    private static String detail(int status, String message) {
        return switch (status) {
            case 414, 431 ->
                "the address or the headers are longer than " + HttpApi.HEADER_BYTES + " bytes; ask a shorter query";
            case 400 -> "this is not a request in HTTP 1.1: " + (message.isEmpty() ? "check the address" : message);
            case 503 -> "the server is stopping";
            default -> status >= 500 ? "the server failed at this" : message.isEmpty() ? "not possible" : message;
        };
    }
}
