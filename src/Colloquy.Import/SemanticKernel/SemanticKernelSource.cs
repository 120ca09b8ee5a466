using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Colloquy.Import;

/// <summary>Reads a <c>ChatHistory</c> of Semantic Kernel as <c>JsonSerializer.Serialize</c> writes it: an array of messages. Several follow each other in a file of lines.</summary>
internal sealed class SemanticKernelSource(string path, string? id) : ConversationSource(ImportFormat.SemanticKernel, path)
{
    private readonly JsonItems _items = new(path);
    private readonly string _name = id ?? Path.GetFileNameWithoutExtension(path);

    public override bool HasUniqueIds => true;

    public override ImportProgress Progress => _items.Progress;

    /// <summary>Whether a value is a message of Semantic Kernel.</summary>
    public static bool Is(JsonElement value) => value.TryGet("Role", out _) && (value.TryGet("Items", out _) || value.TryGet("Content", out _));

    public override async IAsyncEnumerable<ImportedConversation> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var items = _items.ReadAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var reading = new JsonReading(items) { IsThere = await items.MoveNextAsync().ConfigureAwait(false) };
        for (var number = 1; reading.IsThere; number++)
        {
            var name = number == 1 ? _name : string.Create(CultureInfo.InvariantCulture, $"{_name}-{number}");
            yield return new ImportedConversation { Id = name, Place = items.Current.Place, Branches = [new ImportedBranch { Items = ReadMessagesAsync(reading, cancellationToken) }] };
        }
    }

    private async IAsyncEnumerable<ImportedItem> ReadMessagesAsync(JsonReading reading, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = reading.Items.Current;
        while (reading.IsThere && reading.Items.Current is var item && JsonReading.AreTogether(first, item))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!Is(item.Value))
                throw new ImportException(ImportFailure.Malformed, Location, item.Place, "is not a message of Semantic Kernel: it has no Role, or no Items");

            yield return SemanticKernelMapper.Map(item);
            reading.IsThere = await reading.Items.MoveNextAsync().ConfigureAwait(false);
        }
    }
}
