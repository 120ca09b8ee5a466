using Microsoft.Extensions.AI;

namespace Colloquy.Models;

/// <summary>The exception that is thrown when a service accepted a call and then did not give an answer: it reported a failure, ended its stream early, or sent something else.</summary>
/// <remarks>A call that the service refuses outright throws the SDK's own exception, with its HTTP status.</remarks>
public sealed class ModelFailedException : ColloquyException
{
    /// <summary>The code of a stream that ended before the answer was complete.</summary>
    public const string StreamCutCode = "stream_cut";

    /// <summary>The code of an answer that holds neither a message nor an error.</summary>
    public const string NoAnswerCode = "no_answer";

    /// <summary>The code of an answer that is not JSON or not of the protocol's form.</summary>
    public const string UnreadableCode = "unreadable_answer";

    /// <summary>The code of an event or an answer that is larger than this library reads.</summary>
    public const string TooLargeCode = "answer_too_large";

    internal ModelFailedException(string? code, string? reason, string? responseId, string? type = null, int? status = null, Exception? inner = null)
        : base($"The model's service reported a failure{(code ?? type) switch { null => "", var told => $" ({told})" }}: {Sentence(reason)} What arrived before it is incomplete; the call can be made again.", inner)
    {
        Code = code;
        ResponseId = responseId;
        Type = type;
        Status = status;
    }

    private ModelFailedException(string code, string message, string? responseId, Exception? inner)
        : base(message, inner)
    {
        Code = code;
        ResponseId = responseId;
    }

    /// <summary>Gets the service's code for the failure, such as <c>server_error</c>, or one of this type's constants; null when there is none.</summary>
    public string? Code { get; }

    /// <summary>Gets the service's type of the failure, such as <c>overloaded_error</c>; null when it sent none.</summary>
    public string? Type { get; }

    /// <summary>Gets the HTTP status that the service wrote in its answer, from 100 to 599; null when it wrote none. The answer itself came with a status of success.</summary>
    public int? Status { get; }

    /// <summary>Gets the id of the response that failed; null when the service had not sent it.</summary>
    public string? ResponseId { get; }

    /// <summary>What was used before the failure, where no update of the stream has told it.</summary>
    internal UsageDetails? Usage { get; set; }

    internal static ModelFailedException Cut(string missing, string? responseId) => new(
        StreamCutCode, $"The model's service ended its stream before the answer was complete: {missing}. The text that arrived is partial; the call can be made again.", responseId, null);

    internal static ModelFailedException NoAnswer(string found) => new(
        NoAnswerCode, $"The model's service answered without a message: {found}. Check that the endpoint serves the model and this protocol.", null, null);

    internal static ModelFailedException Unreadable(string found, string? responseId = null, Exception? inner = null) => new(
        UnreadableCode, $"The answer of the model's service cannot be read: {found}. Check that the endpoint serves this protocol, and that no proxy answers in its place.", responseId, inner);

    internal static ModelFailedException TooLarge(string what, int limit) => new(
        TooLargeCode, $"The model's service sent {what} of more than {limit:N0} bytes, which is not read. Check that the endpoint serves this protocol.", null, null);

    private static string Sentence(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? "no reason was given." : reason.TrimEnd() is var text && text[^1] is '.' or '!' or '?' ? text : text + ".";
}
