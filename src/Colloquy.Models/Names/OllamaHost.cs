namespace Colloquy.Models;

/// <summary>Reads Ollama's own setting, which may leave out the scheme, the port, or both.</summary>
internal static class OllamaHost
{
    public const string Variable = "OLLAMA_HOST";

    public const int DefaultPort = 11434;

    public static Uri Endpoint(string? host)
    {
        var text = string.IsNullOrWhiteSpace(host) ? "localhost" : host.Trim();
        var hasScheme = text.Contains("://", StringComparison.Ordinal);
        if (!Uri.TryCreate(hasScheme ? text : "http://" + text, UriKind.Absolute, out var url) || url.Host.Length == 0)
            throw new ModelConfigurationException(Variable, [Variable], $"{Variable} is not a host. Set it to one such as 'localhost:11434' or 'http://gpu-box:11434'.");

        var explicitPort = text.TrimEnd('/').EndsWith($":{url.Port}", StringComparison.Ordinal);
        return new UriBuilder(url)
        {
            // A server listens on 0.0.0.0; a client cannot connect to it everywhere.
            Host = url.Host == "0.0.0.0" ? "127.0.0.1" : url.Host,
            Port = hasScheme || explicitPort ? url.Port : DefaultPort,
            Path = "/v1/",
        }.Uri;
    }
}
