using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace Colloquy.Mcp;

/// <summary>What an exception of the protocol's client says about the server.</summary>
internal static class FaultClassifier
{
    /// <summary>The first of the codes that JSON-RPC leaves to servers, which many use for all that has no code of its own.</summary>
    public const int ServerError = -32000;

    /// <summary>Whether the server is gone, and the call may have reached it before.</summary>
    public static bool IsLoss(Exception e, Connection connection) => e switch
    {
        HttpRequestException { StatusCode: not null } => false,
        IOException or HttpRequestException or ObjectDisposedException => true,
        McpProtocolException => connection.IsLost,

        // Over HTTP the protocol's client has no exception of its own for an answer that broke off.
        McpException => connection.IsLost || connection.Client.SessionId is not null,
        _ => connection.IsLost,
    };

    /// <summary>Whether an error may be how a server over HTTP says that it knows nothing of the session, where the protocol wants status 404.</summary>
    public static bool MayBeForgotten(McpProtocolException e, Connection connection) => connection.Client.SessionId is not null && (int)e.ErrorCode == ServerError;

    /// <summary>Whether the server did not take the call: it could not be reached, or knows nothing of the session.</summary>
    public static bool IsNotTaken(Exception e, Connection connection) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
    } || (connection.Client.SessionId is not null && FindStatus(e) is HttpStatusCode.NotFound or HttpStatusCode.BadRequest);

    /// <summary>Whether another attempt to start would fail in the same way.</summary>
    public static bool IsLasting(Exception e) => e is TimeoutException || IsNoCommand(e) || FindStatus(e) is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;

    /// <summary>What happened, in words that hold nothing which is not for everybody's eyes.</summary>
    public static string Describe(Exception e, McpServer server, TimeSpan timeout) => e switch
    {
        _ when IsNoCommand(e) => $"the command '{(server as StdioMcpServer)?.Command}' could not be run",
        _ when Find<ClientTransportClosedException>(e) is { Details: StdioClientCompletionDetails { ExitCode: { } code } } => $"it ended with exit code {code}",
        _ when FindStatus(e) is { } status => $"it answered with HTTP status {(int)status}",
        _ when Find<HttpRequestException>(e) is not null => "it could not be reached",
        TimeoutException or OperationCanceledException => $"it did not answer within {timeout.TotalSeconds:0.###} s",
        IOException => "its process ended, or its connection broke",
        McpException => e.Message,
        _ => e.GetType().Name,
    };

    private static bool IsNoCommand(Exception e) => Find<Win32Exception>(e) is not (null or SocketException);

    private static HttpStatusCode? FindStatus(Exception e) => Find<HttpRequestException>(e)?.StatusCode
        ?? (Find<ClientTransportClosedException>(e)?.Details as HttpClientCompletionDetails)?.HttpStatusCode;

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
                return found;
        }

        return null;
    }
}
