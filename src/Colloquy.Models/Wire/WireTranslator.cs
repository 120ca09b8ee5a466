using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Colloquy.Models;

/// <summary>Reads a streamed answer event by event, and writes each as the SDK expects it.</summary>
internal abstract class WireTranslator(WireCall call, WireSink sink)
{
    private const int QuotedLength = 200;

    /// <summary>Whether the answer is complete, whatever the service still sends.</summary>
    public bool IsOver { get; protected set; }

    protected WireCall Call => call;

    protected WireSink Sink => sink;

    /// <summary>The response's id, as soon as it is known.</summary>
    protected string? Id { get; set; }

    /// <summary>Reads one event.</summary>
    /// <exception cref="ModelFailedException">The event reports a failure.</exception>
    public void Read(WireEvent read)
    {
        var text = read.Data.AsSpan().Trim(" \t\r\n"u8);
        if (text.IsEmpty)
            return;

        if (text.SequenceEqual("[DONE]"u8))
        {
            End(isDone: true);
            return;
        }

        foreach (var node in Parse(text, read.Name))
        {
            if (IsOver)
                return;

            // A service that says 'error' means it, whatever the form.
            if (WireFailure.Find(node, HasAnswer(node)) is { } failure)
                throw Fail(failure);
            if (read.Name == "error")
                throw Fail(new WireFailure(node?.ToString(), null, null, null));
            if (node is JsonObject data)
                Read(read.Name, data);
        }
    }

    /// <summary>Ends the answer.</summary>
    /// <param name="isDone">Whether the service said that it is done; otherwise its stream just ended.</param>
    /// <exception cref="ModelFailedException">The answer is not complete.</exception>
    public void End(bool isDone)
    {
        if (IsOver)
            return;

        Finish(isDone);
        IsOver = true;
    }

    /// <summary>Reads a whole answer that came although a stream was asked for.</summary>
    /// <exception cref="ModelFailedException">It is a failure, or no answer.</exception>
    public void ReadWhole(JsonNode? answer)
    {
        if (WireFailure.Find(answer, HasAnswer(answer)) is { } failure)
            throw Fail(failure);
        if (answer is not JsonObject json)
            throw ModelFailedException.Unreadable("it is not a JSON object");

        ReadAnswer(json);
        End(isDone: true);
    }

    protected abstract void ReadAnswer(JsonObject answer);

    /// <summary>Returns whether an object holds an answer, so that what else it says is no failure.</summary>
    protected abstract bool HasAnswer(JsonNode? node);

    protected abstract void Read(string name, JsonObject data);

    protected abstract void Finish(bool isDone);

    /// <summary>Sends what was held back, before a failure is thrown.</summary>
    protected abstract void SendHeld();

    /// <summary>Adds what was used before a failure, where no event could tell it.</summary>
    protected virtual ModelFailedException Used(ModelFailedException failure) => failure;

    protected ModelFailedException Fail(WireFailure failure)
    {
        SendHeld();
        return Used(failure.ToException(call, Id));
    }

    private List<JsonNode?> Parse(ReadOnlySpan<byte> text, string name)
    {
        try
        {
            return WireNode.Parse(text);
        }
        catch (JsonException problem)
        {
            var quoted = call.Secrets.Hide(Encoding.UTF8.GetString(text[..Math.Min(text.Length, QuotedLength)]));
            SendHeld();
            throw Used(name == "error"
                ? new WireFailure(quoted, null, null, null).ToException(call, Id)
                : ModelFailedException.Unreadable($"an event of its stream is not JSON ('{quoted}')", Id, problem));
        }
    }
}
