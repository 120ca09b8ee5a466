using Microsoft.Extensions.AI;

namespace Colloquy.Embeddings;

/// <summary>An embedding generator that runs on this machine: the model all-MiniLM-L6-v2, whose weights are in the package. It needs no service, no key and no network.</summary>
/// <remarks>
/// <para>The model is loaded once, when it is first used. Many threads can use a generator at once; each call works on one thread of the pool. One generator serves a whole application.</para>
/// <para>The vector of a text depends on the text alone, not on the texts that are given with it. Case, accents and the kind of white space have no effect. The model reads the first <see cref="MaxTokens"/>
/// tokens of a text, about 380 English words, and ignores the rest. It ignores words of more than 50 letters. The model was trained on English: it compares texts in other languages mostly by their spelling.
/// An empty text has a vector of zeros, which is similar to nothing. So has a text most of whose letters are in a script that is not in the vocabulary of the model, such as Chinese.</para>
/// </remarks>
public sealed class LocalEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The name of the model, under which a memory's vector is stored.</summary>
    public const string ModelId = "all-MiniLM-L6-v2";

    /// <summary>The number of dimensions of a vector.</summary>
    public const int Dimensions = 384;

    /// <summary>The number of tokens that the model reads of a text. The rest of a longer text has no effect on its vector.</summary>
    public const int MaxTokens = 512;

    private static readonly EmbeddingGeneratorMetadata s_metadata = new("onnxruntime", providerUri: null, ModelId, Dimensions);

    private readonly Lock _gate = new();
    private readonly Lock _loading = new();
    private MiniLmModel? _model;
    private int _calls;
    private bool _isDisposed;

    /// <summary>Generates a vector of length 1 for each text, or a vector of zeros for a text that the model does not know.</summary>
    /// <param name="values">The texts.</param>
    /// <param name="options">The options; null for none. A model or a number of dimensions in them must be that of this generator.</param>
    /// <param name="cancellationToken">Cancels the call, also while the model works on a text.</param>
    /// <exception cref="ArgumentException">A text is null, or the options name another model or another number of dimensions.</exception>
    /// <exception cref="PlatformNotSupportedException">ONNX Runtime has no native library for this system.</exception>
    /// <exception cref="ObjectDisposedException">The generator was disposed.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        List<string> texts = [.. values];
        if (texts.Contains(null!))
            throw new ArgumentException("One of the texts is null.", nameof(values));
        EnsureOwn(options);

        return await RunAsync(
            model =>
            {
                var made = new GeneratedEmbeddings<Embedding<float>>(texts.Count);
                foreach (var text in texts)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    made.Add(new Embedding<float>(model.Embed(text, cancellationToken)) { ModelId = ModelId });
                }

                return made;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Loads the model in advance, so that the first call does not wait for it. Does nothing when the model is loaded.</summary>
    /// <param name="cancellationToken">Cancels the wait; the model is loaded nevertheless.</param>
    /// <exception cref="PlatformNotSupportedException">ONNX Runtime has no native library for this system.</exception>
    /// <exception cref="ObjectDisposedException">The generator was disposed.</exception>
    public Task LoadAsync(CancellationToken cancellationToken = default) => RunAsync(static _ => true, cancellationToken);

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? s_metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Releases the model when the last running call has ended.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;

            _isDisposed = true;
            if (_calls > 0)
                return;
        }

        _model?.Dispose();
    }

    /// <summary>Runs work with the model on a thread of the pool.</summary>
    private async Task<T> RunAsync<T>(Func<MiniLmModel, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _calls++;
        }

        // The native library must not be released during a call, so a call is counted until it ends, also when its caller was cancelled.
        var call = Task.Run(
            () =>
            {
                try
                {
                    return work(Load());
                }
                finally
                {
                    Leave();
                }
            },
            CancellationToken.None);
        return await call.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private MiniLmModel Load()
    {
        lock (_loading)
            return _model ??= MiniLmModel.Load();
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_calls > 0 || !_isDisposed)
                return;
        }

        _model?.Dispose();
    }

    private static void EnsureOwn(EmbeddingGenerationOptions? options)
    {
        if (options?.ModelId is { } model && model != ModelId)
            throw new ArgumentException($"The options name the model '{model}'. This generator has one model, '{ModelId}': leave ModelId out, or use the generator of that model.", nameof(options));
        if (options?.Dimensions is { } dimensions && dimensions != Dimensions)
            throw new ArgumentException($"The options ask for vectors of {dimensions} dimensions. Those of '{ModelId}' have {Dimensions}: leave Dimensions out.", nameof(options));
    }
}
