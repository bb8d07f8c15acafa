"""`/documents`: the sources, and what one of them claims."""

from typing import Annotated

from fastapi import Depends, Path, Request
from starlette.responses import Response

from service.facts.listing import listed, one, page
from service.facts.named import entry_or_404
from service.facts.params import DocumentListQuery, DocumentStatementListQuery
from service.facts.schemas import DocumentOut, StatementOut
from service.params import NO_QUERY
from service.reading import Answer, Reading, answer
from service.routes import resource
from service.schemas import ListOut

router = resource("documents")

DocumentPath = Annotated[str, Path(description="Document id.", examples=["report-2025"])]


@router.get("/documents", response_model=ListOut[DocumentOut])
async def list_documents(
    request: Request, query: Annotated[DocumentListQuery, Depends(DocumentListQuery.of)]
) -> Response:
    """The sources: plans, work reports, notices, news."""
    return await listed(request, query)


@router.get("/documents/{id}", response_model=DocumentOut, dependencies=[NO_QUERY])
async def get_document(request: Request, id: DocumentPath) -> Response:
    """One source: who issued it, whose work it covers, its headings."""
    return await one(request, "document", id)


@router.get("/documents/{id}/statements", response_model=ListOut[StatementOut])
async def list_document_statements(
    request: Request,
    id: DocumentPath,
    query: Annotated[DocumentStatementListQuery, Depends(DocumentStatementListQuery.of)],
) -> Response:
    """What a document claims, sentence by sentence, in its order. A plan's claims are its tasks."""

    def work(reading: Reading) -> Answer:
        entry_or_404(reading, "document", id, name="id")
        return page(request, reading, query, {"document": id})

    return await answer(request, work)
