"""The front door: `streamlit run streamlit_app.py`."""

from quiz.ui.app import run

run()
