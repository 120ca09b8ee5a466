using System.Globalization;
using System.Net.Sockets;
using Colloquy.Mcp;

namespace Colloquy.Testing;

/// <summary>Tells errors of the way to a service from what the service says.</summary>
internal static class TransportErrors
{
    /// <summary>Whether the service of a model could not be reached, was overloaded, too slow, or limited the rate.</summary>
    public static bool IsOfService(Exception error) => error switch
    {
        SocketException or TimeoutException => true,
        HttpRequestException { StatusCode: null } => true,
        HttpRequestException { StatusCode: { } status } => IsTransient((int)status),
        _ => StatusOf(error) is { } status && IsTransient(status),
    };

    /// <summary>Whether a tool host died or could not be reached.</summary>
    public static bool IsOfHost(Exception error) =>
        error is McpServerException or ToolHostException or SocketException or EndOfStreamException or HttpRequestException { StatusCode: null } or HttpRequestException { StatusCode: >= System.Net.HttpStatusCode.InternalServerError }
        // Errors of files are derived from it, and are a tool's own.
        || error.GetType() == typeof(IOException);

    // 0 is what the OpenAI SDK says when there was no response at all.
    private static bool IsTransient(int status) => status is 0 or 408 or 429 or >= 500;

    /// <summary>The HTTP status of the exceptions of the services' SDKs, which have no base in common: ClientResultException.Status, AnthropicApiException.StatusCode, RequestFailedException.Status.</summary>
    private static int? StatusOf(Exception error)
    {
        var property = error.GetType().GetProperty("Status") ?? error.GetType().GetProperty("StatusCode");
        return property is { CanRead: true } && (property.PropertyType == typeof(int) || property.PropertyType == typeof(System.Net.HttpStatusCode)) && property.GetIndexParameters().Length == 0
            ? Convert.ToInt32(property.GetValue(error), CultureInfo.InvariantCulture)
            : null;
    }
}
