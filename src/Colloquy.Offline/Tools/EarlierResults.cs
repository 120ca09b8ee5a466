using System.Text.Json;

namespace Colloquy.Offline;

/// <summary>Looks an id up in what tools have told: the part just found is the one whose stock is asked for.</summary>
internal static class EarlierResults
{
    public static string? Find(OfflineRequest request, string name, string clause)
    {
        var wanted = Words.Of(clause);
        return request.Runs.Reverse().Where(run => !run.Failed && run.Json is not null)
            .SelectMany(run => Objects(run.Json!.Value))
            .Select(found => (id: Id(found, name), score: Words.Of(found.GetRawText()).Count(wanted.Contains)))
            .Where(found => found.id is not null)
            .OrderByDescending(found => found.score)
            .FirstOrDefault().id;
    }

    private static string? Id(JsonElement found, string name) =>
        found.TryGetProperty(name, out var id) || found.TryGetProperty("id", out id) ? id.ToString() : null;

    private static IEnumerable<JsonElement> Objects(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Objects),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => Objects(property.Value)).Prepend(json),
        _ => [],
    };
}
