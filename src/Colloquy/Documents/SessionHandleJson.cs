using System.Text.Json;

namespace Colloquy;

/// <summary>A session handle as a JSON object: <c>version</c>, <c>app</c>, <c>user</c>, <c>id</c>, <c>branch</c>, and what a later version adds.</summary>
internal static class SessionHandleJson
{
    private static readonly HashSet<string> Known = ["version", "app", "user", "id", "branch"];

    /// <exception cref="SessionDocumentException">It is no handle, or one of a newer version.</exception>
    public static SessionHandle Read(ref Utf8JsonReader reader)
    {
        var json = JsonElement.ParseValue(ref reader);
        if (json.ValueKind != JsonValueKind.Object)
            throw SessionDocumentException.BadHandle("it is no JSON object");
        if (!json.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number < 1)
            throw SessionDocumentException.BadHandle("it has no version");
        if (number > SessionHandle.FormatVersion)
            throw SessionDocumentException.NewerHandle(number);

        try
        {
            var key = new SessionKey(Text(json, "id") ?? "", SessionOwner.OfStored(Text(json, "user") ?? "", Text(json, "app") ?? SessionKey.DefaultApp));
            var branch = Text(json, "branch");
            return new SessionHandle(key, branch is null ? null : KeyRules.Check(branch, "branch name", KeyRules.MaxIdBytes, nameof(branch)))
            {
                Fields = json.EnumerateObject().Where(field => !Known.Contains(field.Name)).DistinctBy(field => field.Name).ToDictionary(field => field.Name, field => StorableJson.Of(field.Value.Clone())),
            };
        }
        catch (Exception e) when (e is InvalidKeyException or InvalidOperationException)
        {
            throw SessionDocumentException.BadHandle(e is InvalidKeyException ? "a name in it breaks the rules for names" : "a name in it is not text", e);
        }
    }

    public static void Write(Utf8JsonWriter writer, SessionHandle value)
    {
        writer.WriteStartObject();
        writer.WriteNumber("version", SessionHandle.FormatVersion);
        writer.WriteString("app", value.Key.App);
        writer.WriteString("user", value.Key.Owner.StoredUser);
        writer.WriteString("id", value.Key.Id);
        if (value.Branch is not null)
            writer.WriteString("branch", value.Branch);
        foreach (var (name, field) in value.Fields)
        {
            writer.WritePropertyName(name);
            field.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
