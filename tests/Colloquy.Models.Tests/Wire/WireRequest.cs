using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Colloquy.Models.Tests;

/// <summary>A request as it came over the wire.</summary>
public sealed record WireRequest(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>Gets a part of the body by its path, such as <c>messages[0].content</c>; null when it was not sent.</summary>
    public JsonElement? this[string path]
    {
        get
        {
            JsonElement? at = Json;
            foreach (var step in path.Split('.', '[', ']').Where(step => step.Length > 0))
                at = at is { ValueKind: JsonValueKind.Array } array && int.TryParse(step, out var index) && index < array.GetArrayLength() ? array[index]
                    : at is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(step, out var value) ? value
                    : null;

            return at;
        }
    }

    public string? Text(string path) => this[path]?.ToString();

    internal static async Task<WireRequest> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var headers = request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        return new WireRequest(request.Path, headers, await reader.ReadToEndAsync());
    }
}
