using System.Text;

namespace Colloquy.Models;

/// <summary>Says where a model's service is, what opens it, and how long and how often to try.</summary>
/// <remarks><see cref="ToString"/> does not contain the key, so a connection can be logged.</remarks>
public sealed record ModelConnection
{
    /// <summary>Gets the key; null sends none, which local servers accept.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Gets the name of the header that holds the unchanged key; null for <c>Authorization: Bearer</c>. Azure requires <c>api-key</c>.</summary>
    /// <value>The default is null.</value>
    public string? ApiKeyHeader { get; init; }

    /// <summary>Gets the base URL, such as <c>http://localhost:8000/v1/</c>; null is the service's own.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Gets the name of the provider in <c>ChatClientMetadata</c> and telemetry, as the GenAI conventions spell it; null for the name of the client.</summary>
    public string? ProviderName { get; init; }

    /// <summary>Gets how long one try may wait for the service to send something.</summary>
    /// <value>The default is 10 minutes; it must be positive.</value>
    public TimeSpan Timeout
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "A time-out must be positive.");
    } = TimeSpan.FromMinutes(10);

    /// <summary>Gets how often a call that met 408, 429, 5xx or a broken connection is tried again, as the SDK does it (Retry-After is honoured).</summary>
    /// <value>The default is 3; 0 never tries again; it must not be negative.</value>
    public int MaxRetries
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(MaxRetries), value, "The number of retries must not be negative.");
    } = 3;

    /// <summary>Gets the HTTP client to send with, which stays its owner's to dispose; null is the SDK's own.</summary>
    public HttpClient? HttpClient { get; init; }

    /// <summary>Gets how an Azure resource is reached with a key: its v1 endpoint, the <c>api-key</c> header.</summary>
    /// <param name="endpoint">The resource, such as <c>https://NAME.openai.azure.com</c>, with or without <c>/openai/v1/</c>.</param>
    /// <param name="apiKey">One of the resource's keys.</param>
    public static ModelConnection Azure(Uri endpoint, string apiKey)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentException.ThrowIfNullOrWhiteSpace(apiKey);

        var root = endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return new ModelConnection
        {
            ApiKey = apiKey,
            ApiKeyHeader = "api-key",
            Endpoint = new Uri(root.EndsWith("/openai/v1", StringComparison.OrdinalIgnoreCase) ? root + "/" : root + "/openai/v1/"),
            ProviderName = "azure.ai.openai",
        };
    }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"Endpoint = {Endpoint?.ToString() ?? "the service's own"}, ApiKey = {(ApiKey is null ? "none" : "set")}, ");
        builder.Append($"Timeout = {Timeout}, MaxRetries = {MaxRetries}");
        return true;
    }
}
