using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>The declarations of the tools of a call, as the client is given them and as the log keeps them. An agent makes new ones only when its tools change.</summary>
internal sealed class ToolDeclarations
{
    private readonly List<(AITool Tool, string Name, string Description, JsonElement Schema)> _tools;

    private ToolDeclarations(IList<AITool> tools)
    {
        _tools = [.. tools.Select(tool => (tool, tool.Name, tool.Description, SchemaOf(tool)))];
        Sent = [.. tools.Select(DeclaredTool.Of)];
        Blob = Blob.Of(Write(Sent));
    }

    /// <summary>The tools as a client is given them.</summary>
    public IReadOnlyList<AITool> Sent { get; }

    /// <summary>The declarations as the log keeps them.</summary>
    public Blob Blob { get; }

    /// <summary>Declares tools.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="known">The declarations of an earlier call, which are returned when they say the same; null for none.</param>
    public static ToolDeclarations Of(IList<AITool> tools, ToolDeclarations? known) => known?.SaysTheSameOf(tools) == true ? known : new ToolDeclarations(tools);

    /// <summary>Whether these are the same tools, which say the same of themselves: a tool may change its description or its schema.</summary>
    private bool SaysTheSameOf(IList<AITool> tools)
    {
        if (tools.Count != _tools.Count)
            return false;

        for (var i = 0; i < tools.Count; i++)
        {
            var (tool, name, description, schema) = _tools[i];
            if (!ReferenceEquals(tool, tools[i]) || tool.Name != name || tool.Description != description || !IsSame(SchemaOf(tool), schema))
                return false;
        }

        return true;
    }

    private static JsonElement SchemaOf(AITool tool) => tool is AIFunctionDeclaration function ? function.JsonSchema : default;

    private static bool IsSame(JsonElement one, JsonElement other) => one.ValueKind == JsonValueKind.Undefined
        ? other.ValueKind == JsonValueKind.Undefined
        : other.ValueKind != JsonValueKind.Undefined && JsonMarshal.GetRawUtf8Value(one) == JsonMarshal.GetRawUtf8Value(other);

    private static byte[] Write(IEnumerable<AITool> tools)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartArray();
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, tool.Name);
            writer.WriteString("description"u8, tool.Description);
            if (tool is AIFunctionDeclaration function)
            {
                writer.WritePropertyName("parameters"u8);
                StorableJson.OfSchema(function.JsonSchema).WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
