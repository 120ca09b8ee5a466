using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Colloquy.Cli;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SessionListJson))]
[JsonSerializable(typeof(SessionDetailJson))]
[JsonSerializable(typeof(DoctorJson))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class CliJsonContext : JsonSerializerContext;

/// <summary>Prints JSON for programs: camel case, nulls and all, so that every field is always there.</summary>
internal static class CliJson
{
    // Text in any script stays readable; control characters are escaped all the same.
    private static readonly CliJsonContext Context = new(new JsonSerializerOptions(CliJsonContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static void Print(SessionListJson list, CliHost host) => Print(list, Context.SessionListJson, host);

    public static void Print(SessionDetailJson detail, CliHost host) => Print(detail, Context.SessionDetailJson, host);

    public static void Print(DoctorJson report, CliHost host) => Print(report, Context.DoctorJson, host);

    private static void Print<T>(T value, JsonTypeInfo<T> type, CliHost host) => host.Terminal.Output.WriteLine(JsonSerializer.Serialize(value, type));
}
