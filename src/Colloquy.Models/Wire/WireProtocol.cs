using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>One protocol that models' services speak, and how what they send is brought into its form.</summary>
internal abstract class WireProtocol
{
    /// <summary>Returns the protocol of a request by the path it goes to; null for none that is known.</summary>
    public static WireProtocol? Of(string method, Uri? uri)
    {
        if (method != "POST" || uri is null)
            return null;

        var path = (uri.IsAbsoluteUri ? uri.AbsolutePath : uri.OriginalString.Split('?')[0]).TrimEnd('/');
        return Ends(path, "/chat/completions") ? CompletionProtocol.Instance
            : Ends(path, "/responses") ? ResponseProtocol.Instance
            : Ends(path, "/v1/messages") ? MessageProtocol.Instance
            : null;
    }

    /// <summary>Reads a whole answer.</summary>
    /// <param name="body">What came, which is changed.</param>
    /// <param name="call">What is known of the request.</param>
    /// <exception cref="ModelFailedException">It is a failure, or no answer.</exception>
    public abstract JsonObject ReadWhole(JsonNode? body, WireCall call);

    /// <summary>Begins to read a streamed answer.</summary>
    public abstract WireTranslator Translate(WireCall call, WireSink sink);

    /// <summary>Writes a refusal as the SDK expects it.</summary>
    public abstract JsonObject WriteError(WireFailure failure);

    private static bool Ends(string path, string end) => path.EndsWith(end, StringComparison.OrdinalIgnoreCase);
}
