using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Writes messages for tools: a JSON object in each line.</summary>
internal sealed class JsonLinesTranscript(Stream stream) : TranscriptWriter(stream)
{
    private static readonly EntryKind[] MessageKinds = [EntryKind.Message, EntryKind.TurnStart];

    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public override EntryKind[] Kinds => MessageKinds;

    public override void Dispose()
    {
        _json.Dispose();
        base.Dispose();
    }

    public override void Begin(SessionRecord record, TranscriptOptions options)
    {
        if (!options.Header)
            return;

        _json.Reset(Output);
        _json.WriteStartObject();
        _json.WriteString("app"u8, record.Key.App);
        _json.WriteString("user"u8, record.Key.Owner.StoredUser);
        _json.WriteString("session"u8, record.Key.Id);
        _json.WriteString("branch"u8, record.Branch);
        _json.WriteString("title"u8, record.Details.Title);
        _json.WriteStartObject("metadata"u8);
        foreach (var (name, value) in record.Details.Metadata)
            _json.WriteString(name, value);
        _json.WriteEndObject();
        _json.WriteString("createdAt"u8, TimeOf(record.CreatedAt));
        _json.WriteString("updatedAt"u8, TimeOf(record.UpdatedAt));
        _json.WriteNumber("entries"u8, record.Tip.Value);
        _json.WriteString("chain"u8, record.Chain.ToString());
        if (record.Retention is { } policy)
        {
            _json.WritePropertyName("retention"u8);
            JsonSerializer.Serialize(_json, policy, LogJsonContext.Default.RetentionPolicy);
        }

        EndLine();
    }

    public override void Write(TranscriptMessage message)
    {
        var (entry, body, turn) = message;
        _json.Reset(Output);
        _json.WriteStartObject();
        _json.WriteString("timestamp"u8, TimeOf(entry.At));
        _json.WriteNumber("position"u8, entry.Position.Value);
        if (turn > 0)
            _json.WriteNumber("turn"u8, turn);
        _json.WriteString("role"u8, entry.Subject);
        if (entry.Author is not null)
            _json.WriteString("author"u8, entry.Author);
        if (body is MessageBody said)
            WriteBody(said);
        else if (body is UnreadableBody unreadable)
            _json.WriteString("unreadable"u8, unreadable.Problem);
        else
            _json.WriteBoolean("pruned"u8, true);
        EndLine();
    }

    private void WriteBody(MessageBody body)
    {
        var message = body.Message;
        _json.WriteString("message"u8, message.Text);
        WriteMetadata(body);
        var calls = message.Contents.OfType<FunctionCallContent>().ToList();
        if (calls.Count > 0)
        {
            _json.WriteStartArray("toolCalls"u8);
            foreach (var call in calls)
                WriteCall(call);
            _json.WriteEndArray();
        }

        var results = message.Contents.OfType<FunctionResultContent>().ToList();
        if (results.Count > 0)
        {
            _json.WriteStartArray("toolResults"u8);
            foreach (var result in results)
                WriteResult(result, body);
            _json.WriteEndArray();
        }

        var attachments = message.Contents.Where(content => content is DataContent or UriContent or BlobContent).ToList();
        if (attachments.Count > 0)
        {
            _json.WriteStartArray("attachments"u8);
            foreach (var attachment in attachments)
                WriteAttachment(attachment);
            _json.WriteEndArray();
        }

        if (body.IsWithheld)
            _json.WriteBoolean("withheld"u8, true);
        if (body.Partial)
            _json.WriteBoolean("partial"u8, true);
    }

    private void WriteMetadata(MessageBody body)
    {
        _json.WriteStartObject("metadata"u8);
        if (body.Message.MessageId is { } id)
            _json.WriteString("messageId"u8, id);
        foreach (var (name, value) in body.IsWithheld ? [] : body.Message.AdditionalProperties ?? [])
        {
            _json.WritePropertyName(name);
            JsonSerializer.Serialize(_json, value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
        }

        _json.WriteEndObject();
    }

    private void WriteCall(FunctionCallContent call)
    {
        _json.WriteStartObject();
        _json.WriteString("id"u8, call.CallId);
        _json.WriteString("name"u8, call.Name);
        if (ToolArguments.Write(call.Arguments) is { } arguments)
        {
            _json.WritePropertyName("arguments"u8);
            arguments.WriteTo(_json);
        }

        _json.WriteEndObject();
    }

    private void WriteResult(FunctionResultContent result, MessageBody body)
    {
        _json.WriteStartObject();
        _json.WriteString("id"u8, result.CallId);
        _json.WritePropertyName("result"u8);
        JsonSerializer.Serialize(_json, result.Result, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
        if (body.Duration is { } duration)
            _json.WriteNumber("milliseconds"u8, Math.Round(duration.TotalMilliseconds));
        if (body.Error is { } error)
            _json.WriteString("error"u8, error);
        if (body.ChildSession is { } child)
            _json.WriteString("session"u8, child);
        _json.WriteEndObject();
    }

    private void WriteAttachment(AIContent attachment)
    {
        _json.WriteStartObject();
        if (attachment is BlobContent blob)
        {
            _json.WriteString("mediaType"u8, blob.MediaType);
            _json.WriteString("name"u8, blob.Name);
            _json.WriteString("hash"u8, blob.Hash.ToString());
        }
        else if (attachment is UriContent link)
        {
            _json.WriteString("mediaType"u8, link.MediaType);
            _json.WriteString("uri"u8, link.Uri.ToString());
        }
        else if (attachment is DataContent data)
        {
            _json.WriteString("mediaType"u8, data.MediaType);
            _json.WriteString("name"u8, data.Name);
            _json.WriteString("hash"u8, Digest.Of(data.Data.Span).ToString());
        }

        _json.WriteEndObject();
    }

    private void EndLine()
    {
        _json.WriteEndObject();
        _json.Flush();
        Output.Write("\n"u8);
    }
}
